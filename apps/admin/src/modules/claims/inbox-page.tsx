import { Button, Chip, Group, Loader, Text } from '@mantine/core';
import type { CaseSummary } from '@wardkeep/protocol';
import { EmptyState, ErrorNotice, Page, useFormat, useNow } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMe } from '../../api/queries.js';
import { AdmissionCode } from './admission-code.js';
import { StatusBadges } from './status-badge.js';
import { countOf, type FilterName, FILTERS, useCases } from './use-cases.js';

const isFilter = (text: string | null): text is FilterName => text !== null && Object.hasOwn(FILTERS, text);

function CaseRow({ one, now }: { readonly one: CaseSummary; readonly now: number }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <Link className="admin-row" to={`/cases/${one.claimId}`} data-urgent={one.needsVote}>
        <Group justify="space-between" gap="xs">
          <Text component="span" fw={650}>
            {one.name ?? t('case.nameUnreadable')}
          </Text>
          <StatusBadges one={one} />
        </Group>
        <Text component="span" display="block" size="sm" c="dimmed" mt={4}>
          {t('inbox.line', {
            opened: format.relative(Math.min(one.openedAt, now), now),
            approvals: one.approvals,
            needed: one.approvalsNeeded,
          })}
          {one.ownDecision === null ? '' : ` · ${t(`inbox.own.${one.ownDecision}`)}`}
        </Text>
        <Text component="span" display="block" size="sm" mt={4} translate="no">
          {one.words.join(' ')}
        </Text>
      </Link>
    </li>
  );
}

/** All claims that this node knows, the newest first. */
export default function InboxPage(): React.JSX.Element {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('show');
  const filter: FilterName = isFilter(asked) ? asked : 'all';
  const now = useNow(30_000);
  const me = useMe();
  const cases = useCases(filter);
  const { fetchNextPage, hasNextPage, isFetching } = cases;
  const shown = cases.data?.pages.flatMap((page) => page.cases).filter(FILTERS[filter].fits) ?? [];
  const counts = cases.data?.pages[0]?.counts;
  const isEmpty = counts !== undefined && countOf('all', counts) === 0;
  const mayPractise = me.data?.role === 'admin';
  return (
    <Page
      title={t('inbox.title')}
      text={t('inbox.text')}
      aside={
        <Group gap="sm">
          {me.data?.role === 'viewer' ? null : <AdmissionCode />}
          {mayPractise ? (
            <Button component={Link} to="/practice" variant="default" size="sm">
              {t('practice.open')}
            </Button>
          ) : null}
        </Group>
      }
    >
      <Chip.Group value={filter} onChange={(value) => setSearch({ show: value }, { replace: true })}>
        <Group gap="xs" role="radiogroup" aria-label={t('inbox.filter')}>
          {(Object.keys(FILTERS) as FilterName[]).map((name) => (
            <Chip key={name} value={name} variant="outline">
              {t(`inbox.filters.${name}`)}
              {counts === undefined || countOf(name, counts) === null ? '' : ` (${String(countOf(name, counts))})`}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <ErrorNotice error={cases.error} />
      {cases.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      <Text role="status" size="sm" c="dimmed">
        {t('inbox.count', { count: shown.length })}
      </Text>
      {shown.length === 0 && cases.isSuccess && !hasNextPage ? (
        <EmptyState
          icon="inbox"
          title={t(isEmpty ? 'inbox.emptyTitle' : 'inbox.noneTitle')}
          text={t(isEmpty ? 'inbox.emptyText' : 'inbox.noneText')}
        />
      ) : (
        <ul className="admin-list">
          {shown.map((one) => (
            <CaseRow key={one.claimId} one={one} now={now} />
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t('inbox.more')}
        </Button>
      ) : null}
    </Page>
  );
}
