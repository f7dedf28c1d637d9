import { Alert, Button, Loader, Text } from '@mantine/core';
import type { CaseView } from '@wardkeep/protocol';
import { Countdown, ErrorNotice, Icon, Page, SectionCard, SixWords, useFormat, useNow } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useCase, useMe } from '../../api/queries.js';
import { CaseBackups } from './case-backups.js';
import { CaseEvidence } from './case-evidence.js';
import { CaseTimeline } from './case-timeline.js';
import { CaseVotes } from './case-votes.js';
import { useFreshAt } from './use-fresh-at.js';
import { StatusBadges } from './status-badge.js';
import { VotePanel } from './vote-panel.js';

function Claimant({ one }: { readonly one: CaseView }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { identity } = one;
  return (
    <SectionCard title={t('case.who')} text={t('case.whoText')}>
      {identity === null ? (
        <Alert color="red" icon={<Icon name="warning" />}>
          {t('case.identityMissing')}
        </Alert>
      ) : (
        <dl className="admin-facts">
          <div>
            <dt>{t('identity.surname')}</dt>
            <dd data-large="true">{identity.surname}</dd>
          </div>
          <div>
            <dt>{t('identity.givenNames')}</dt>
            <dd data-large="true">{identity.givenNames}</dd>
          </div>
          <div>
            <dt>{t('identity.dateOfBirth')}</dt>
            <dd data-large="true">{identity.dateOfBirth}</dd>
          </div>
          <div>
            <dt>{t('case.letters')}</dt>
            <dd className="ward-mono">{identity.display ?? t('case.lettersNone')}</dd>
          </div>
          <div>
            <dt>{t('case.contact')}</dt>
            <dd>{identity.contact === '' ? t('case.contactNone') : identity.contact}</dd>
          </div>
          <div>
            <dt>{t('case.opened')}</dt>
            <dd>{format.time(one.openedAt)}</dd>
          </div>
        </dl>
      )}
      {one.identityStatus === 'differs' ? (
        <Alert color="red" icon={<Icon name="warning" />} title={t('case.identityDiffers')}>
          {t('case.identityDiffersText')}
        </Alert>
      ) : null}
    </SectionCard>
  );
}

function Standing({ one }: { readonly one: CaseView }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const isOver = one.status === 'approved' && one.delayEndsAt !== null && now >= one.delayEndsAt;
  return (
    <SectionCard title={t('case.standing')} aside={<StatusBadges one={one} />}>
      <Text>{t(isOver ? 'case.meaning.approvedOver' : `case.meaning.${one.status}`)}</Text>
      <dl className="admin-facts">
        <div>
          <dt>{t('case.approvals')}</dt>
          <dd data-large="true">{t('case.of', { count: one.approvals, needed: one.approvalsNeeded })}</dd>
        </div>
        <div>
          <dt>{t('case.rejections')}</dt>
          <dd data-large="true">{t('case.of', { count: one.rejections, needed: one.rejectionsToClose })}</dd>
        </div>
        {one.status === 'open' || isOver ? (
          <div>
            <dt>{t(isOver ? 'case.collectUntil' : 'case.expires')}</dt>
            <dd>{format.time(one.expiresAt)}</dd>
          </div>
        ) : null}
      </dl>
      {one.status === 'approved' && one.delayEndsAt !== null && !isOver ? (
        <div>
          <Text c="dimmed" size="sm">
            {t('case.delay', { time: format.time(one.delayEndsAt) })}
          </Text>
          <Countdown to={one.delayEndsAt} over={t('case.delayOver')} />
        </div>
      ) : null}
      {one.vetoes.map((veto) => (
        <Alert key={veto.id} color="red" icon={<Icon name="warning" />} title={t('case.vetoed')}>
          {t('case.vetoedText', { time: format.time(veto.issuedAt) })}
        </Alert>
      ))}
      {one.equivocations.map((found) => (
        <Alert key={found.firstId} color="red" icon={<Icon name="warning" />} title={t('case.equivocation')}>
          {t('case.equivocationText', { guardian: found.guardian ?? '?' })}
        </Alert>
      ))}
      {one.earlierClaims.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('case.earlierNone')}
        </Text>
      ) : (
        <Alert
          color="yellow"
          icon={<Icon name="info" />}
          title={t('case.earlier', { count: one.earlierClaims.length })}
        >
          <ul>
            {one.earlierClaims.map((earlier) => (
              <li key={earlier.claimId}>
                <Link to={`/cases/${earlier.claimId}`}>
                  {format.time(earlier.openedAt)}, {t(`status.${earlier.status}`)}
                </Link>
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </SectionCard>
  );
}

/** Everything about one claim, and the decision on it. */
export default function CasePage(): React.JSX.Element {
  const { t } = useTranslation();
  const claimId = useParams().claimId ?? '';
  const found = useCase(claimId);
  const me = useMe();
  useFreshAt(found.data);
  const one = found.data;
  if (one === undefined) {
    return (
      <Page title={t('case.title')}>
        {found.isPending ? (
          <Loader role="status" aria-label={t('common.loading')} />
        ) : (
          <ErrorNotice error={found.error} />
        )}
        <div>
          <Button component={Link} to="/cases" variant="default">
            {t('case.back')}
          </Button>
        </div>
      </Page>
    );
  }
  const mayVote = me.data?.role !== 'viewer';
  // A vetoed claim too: only who approves can set a stolen owner key aside, and an approval can be taken back in the delay.
  const isLive = ['open', 'approved', 'vetoed'].includes(one.status);
  return (
    <Page title={one.name ?? t('case.nameUnreadable')} text={t(`case.kind.${one.kind}`)}>
      <div>
        <Button component={Link} to="/cases" variant="subtle" size="sm" leftSection={<Icon name="back" size={16} />}>
          {t('case.back')}
        </Button>
      </div>
      {one.practice ? (
        <Alert color="grape" icon={<Icon name="info" />} title={t('case.practice')}>
          {t('case.practiceText')}
        </Alert>
      ) : null}
      <ErrorNotice error={found.error} />
      <Claimant one={one} />
      <SectionCard title={t('case.words')} text={t('case.wordsText')}>
        <SixWords words={one.words} label={t('case.words')} />
      </SectionCard>
      <Standing one={one} />
      <CaseEvidence one={one} />
      {mayVote && isLive ? <VotePanel key={one.claimId} one={one} /> : null}
      {!mayVote && one.needsVote ? (
        <Alert color="gray" icon={<Icon name="info" />}>
          {t('vote.viewer')}
        </Alert>
      ) : null}
      <CaseVotes one={one} />
      <CaseBackups one={one} mayDecide={mayVote && isLive} />
      <CaseTimeline one={one} />
    </Page>
  );
}
