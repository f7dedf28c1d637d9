import { Button, Chip, Group, Loader, Text } from '@mantine/core';
import type { CaseSummary } from '@wardkeep/protocol';
import { EmptyState, ErrorNotice, Page, useFormat, useNow } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useAnswer, useMe } from '../../api/queries.js';
import { AdmissionCode } from './admission-code.js';
import { StatusBadges } from './status-badge.js';

const FILTERS = {
  vote: (one: CaseSummary) => one.needsVote,
  open: (one: CaseSummary) => one.status === 'open',
  waiting: (one: CaseSummary) => one.status === 'approved',
  released: (one: CaseSummary) => one.status === 'released',
  closed: (one: CaseSummary) => ['rejected', 'vetoed', 'expired'].includes(one.status),
  all: () => true,
} as const;
type Filter = keyof typeof FILTERS;
const isFilter = (text: string | null): text is Filter => text !== null && Object.hasOwn(FILTERS, text);
const PAGE = 50;

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
            opened: format.relative(one.openedAt, now),
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
  const filter: Filter = isFilter(asked) ? asked : 'all';
  const [limit, setLimit] = useState(PAGE);
  const now = useNow(30_000);
  const me = useMe();
  const cases = useAnswer('cases', { query: { status: 'all', limit: Math.min(limit, 100) } });
  const all = cases.data?.cases ?? [];
  const shown = all.filter(FILTERS[filter]);
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
          {(Object.keys(FILTERS) as Filter[]).map((name) => (
            <Chip key={name} value={name} variant="outline">
              {t(`inbox.filters.${name}`)} ({all.filter(FILTERS[name]).length})
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <ErrorNotice error={cases.error} />
      {cases.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      <Text role="status" size="sm" c="dimmed">
        {t('inbox.count', { count: shown.length })}
      </Text>
      {shown.length === 0 && cases.isSuccess ? (
        <EmptyState
          icon="inbox"
          title={t(all.length === 0 ? 'inbox.emptyTitle' : 'inbox.noneTitle')}
          text={t(all.length === 0 ? 'inbox.emptyText' : 'inbox.noneText')}
        />
      ) : (
        <ul className="admin-list">
          {shown.map((one) => (
            <CaseRow key={one.claimId} one={one} now={now} />
          ))}
        </ul>
      )}
      {all.length >= limit && limit < 100 ? (
        <Button variant="default" onClick={() => setLimit(100)}>
          {t('inbox.more')}
        </Button>
      ) : null}
    </Page>
  );
}
