import { Alert, Badge, Checkbox, Group, Progress, Stack, Text } from '@mantine/core';
import { proposalView, type ProposalView } from '@wardkeep/protocol';
import { ConfirmByHold, ErrorNotice, Icon, SectionCard, SixWords } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries.js';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { AskFirst } from '../../shell/ask-first.js';
import { ConfigFacts } from './config-facts.js';

interface Props {
  readonly proposal: ProposalView;
}
const nameOf = (proposal: ProposalView, index: number): string =>
  proposal.guardians.find((guardian) => guardian.index === index)?.name ?? String(index);

function Preflight({ proposal }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const { preflight } = proposal;
  if (preflight === null) return <Text c="dimmed">{t('preflight.none')}</Text>;
  if (preflight.passed) {
    return (
      <Alert color="green" icon={<Icon name="check" />} role="status">
        {t('preflight.passed', { count: proposal.guardians.length })}
      </Alert>
    );
  }
  return (
    <Alert color="yellow" icon={<Icon name="warning" />} title={t('preflight.failed')} role="status">
      <ul>
        {preflight.failures.map((failure) => (
          <li key={`${failure.code}-${String(failure.from)}-${String(failure.to)}`}>
            {t(`preflight.codes.${failure.code}`, {
              from: nameOf(proposal, failure.from),
              to: nameOf(proposal, failure.to),
            })}{' '}
            <Text span size="xs" c="dimmed" className="ward-mono">
              {failure.detail}
            </Text>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Signatures({ proposal }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const signed = proposal.signedBy.length;
  const all = proposal.guardians.length;
  return (
    <Stack gap="sm">
      <Text role="status" fw={600}>
        {t('signing.progress', { signed, all })}
      </Text>
      <Progress value={(100 * signed) / all} size="lg" aria-label={t('signing.title')} />
      <ul className="admin-list">
        {proposal.guardians.map((guardian) => {
          const hasSigned = proposal.signedBy.some((index) => index === guardian.index);
          return (
            <li key={guardian.index} className="admin-row">
              <Group justify="space-between" gap="xs">
                <div>
                  <Text fw={600}>
                    {guardian.index}. {guardian.name} {guardian.self ? t('federation.self') : ''}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {guardian.urls[0]}
                  </Text>
                </div>
                <Badge
                  color={hasSigned ? 'green' : 'gray'}
                  leftSection={<Icon name={hasSigned ? 'check' : 'clock'} size={14} />}
                >
                  {t(hasSigned ? 'signing.signed' : 'signing.waiting')}
                </Badge>
              </Group>
            </li>
          );
        })}
      </ul>
    </Stack>
  );
}

/** A proposal on its way: what it says, whether all nodes reach each other, words to compare, signing and waiting. */
export function ProposalPanel({ proposal }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const [isCompared, setCompared] = useState(false);
  const isAdmin = useMe().data?.role === 'admin';
  const touches = ['proposals', 'federation', 'card'];
  const sign = useAct('sign', proposalView, { touches, done: t('signing.done') });
  const abandon = useAct('abandon', nothing, { touches });
  const body = { configId: proposal.configId };
  return (
    <>
      <SectionCard
        title={t('proposal.title', { name: proposal.name })}
        text={t('proposal.by', { name: nameOf(proposal, proposal.proposedBy) })}
      >
        <ConfigFacts config={proposal} />
      </SectionCard>
      {proposal.status === 'proposed' || proposal.preflight !== null ? (
        <SectionCard title={t('preflight.title')} text={t('preflight.text')}>
          <Preflight proposal={proposal} />
        </SectionCard>
      ) : null}
      <SectionCard title={t('fingerprint.title')} text={t('fingerprint.text')}>
        <SixWords words={proposal.fingerprint} label={t('federation.fingerprint')} />
      </SectionCard>
      {proposal.status === 'proposed' && isAdmin ? (
        <SectionCard title={t('signing.own')} text={t('signing.ownText')}>
          <Checkbox
            checked={isCompared}
            onChange={(event) => setCompared(event.currentTarget.checked)}
            label={t('signing.compared')}
          />
          <ErrorNotice error={sign.error} />
          <ConfirmByHold
            label={t('signing.sign')}
            disabled={!isCompared}
            loading={sign.isPending}
            onConfirm={() => sign.mutate({ body })}
          />
        </SectionCard>
      ) : null}
      <SectionCard title={t('signing.title')} text={t('signing.text')}>
        <Signatures proposal={proposal} />
        <ErrorNotice error={abandon.error} />
        {isAdmin ? (
          <AskFirst
            label={t('proposal.abandon')}
            question={t('proposal.abandonAsk')}
            yes={t('proposal.abandonYes')}
            loading={abandon.isPending}
            onYes={() => abandon.mutate({ body })}
          />
        ) : null}
      </SectionCard>
    </>
  );
}
