import { Alert, Button, Group, Loader, NativeSelect, NumberInput, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { logAnswer, STATEMENT_SCHEMAS } from '@wardkeep/protocol';
import { EmptyState, ErrorNotice, Icon, Page, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/queries.js';
import { call } from '../../api/request.js';
import { LogEntry } from './log-entry.js';
import { LogVerification } from './log-verification.js';

const PAGE = 50;

interface Search {
  readonly type: string;
  readonly guardian: string;
  readonly about: string;
}

function usePages({ type, guardian, about }: Search) {
  const query = {
    ...(type === '' ? {} : { type }),
    ...(guardian === '' ? {} : { guardian }),
    ...(/^[A-Za-z0-9_-]{22,43}$/.test(about) ? { about } : {}),
  };
  return useInfiniteQuery({
    queryKey: ['log', query],
    queryFn: ({ pageParam, signal }) =>
      call('log', logAnswer, { query: { ...query, after: pageParam, limit: PAGE }, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ entries }) => (entries.length < PAGE ? undefined : (entries.at(-1)?.index ?? 0) + 1),
  });
}

/** Everything that this node signed and was shown, in the order in which it came. */
export default function LogPage(): React.JSX.Element {
  const { t } = useTranslation();
  const [search, setSearch] = useState<Search>({ type: '', guardian: '', about: '' });
  const [asked] = useDebouncedValue(search, 300);
  const pages = usePages(asked);
  const equivocations = useAnswer('equivocations');
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const found = equivocations.data?.equivocations.length ?? 0;
  return (
    <Page title={t('log.title')} text={t('log.text')}>
      {found === 0 ? null : (
        <Alert color="red" icon={<Icon name="warning" />} title={t('log.equivocations', { count: found })}>
          {t('log.equivocationsText')}
        </Alert>
      )}
      <LogVerification />
      <SectionCard title={t('log.entries')}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} role="search">
          <NativeSelect
            size="md"
            label={t('log.type')}
            value={search.type}
            data={[
              { value: '', label: t('log.anyType') },
              ...Object.keys(STATEMENT_SCHEMAS).map((type) => ({ value: type, label: t(`statement.${type}`, type) })),
            ]}
            onChange={(event) => setSearch({ ...search, type: event.currentTarget.value })}
          />
          <NumberInput
            label={t('log.signer')}
            min={1}
            max={255}
            allowDecimal={false}
            value={search.guardian}
            onChange={(value) => setSearch({ ...search, guardian: String(value) })}
          />
          <TextInput
            label={t('log.about')}
            spellCheck={false}
            value={search.about}
            onChange={(event) => setSearch({ ...search, about: event.currentTarget.value.trim() })}
          />
        </SimpleGrid>
        <ErrorNotice error={pages.error} />
        {pages.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
        <Text role="status" size="sm" c="dimmed">
          {t('log.size', { shown: entries.length, size: pages.data?.pages[0]?.size ?? 0 })}
        </Text>
        {pages.isSuccess && entries.length === 0 ? (
          <EmptyState icon="book" title={t('log.emptyTitle')} text={t('log.emptyText')} />
        ) : null}
        <ol className="admin-list">
          {entries.map((entry) => (
            <LogEntry key={entry.id} entry={entry} />
          ))}
        </ol>
        {pages.hasNextPage ? (
          <Group>
            <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('log.more')}
            </Button>
          </Group>
        ) : null}
      </SectionCard>
    </Page>
  );
}
