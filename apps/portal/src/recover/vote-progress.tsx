import { Progress, Stack, Text } from '@mantine/core';
import type { ClaimStatusReport } from '@wardkeep/client';
import type { FederationView } from '@wardkeep/client/browser';
import { Icon, type IconName, SectionCard, SixWords } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Contact } from '../protect/federation-check.js';

/** How the guardians have decided so far. */
export interface VoteProgressProps {
  readonly words: readonly string[];
  readonly federation: FederationView;
  /** Left out until the guardians were asked once. */
  readonly report: ClaimStatusReport | undefined;
}

type Vote = 'approved' | 'rejected' | 'offline' | 'open';

const ICONS: Readonly<Record<Vote, IconName>> = Object.freeze({
  approved: 'check',
  rejected: 'cross',
  offline: 'clock',
  open: 'people',
});

function voteOf(index: number, report: ClaimStatusReport | undefined): Vote {
  if (report?.approvals.some((each) => each === index) === true) return 'approved';
  if (report?.rejections.some((each) => each === index) === true) return 'rejected';
  const asked = report?.guardians.find((each) => each.index === index);
  return asked?.outcome === 'unreachable' ? 'offline' : 'open';
}

/** The six words, whom to read them to, and who has approved. */
export function VoteProgress({ words, federation, report }: VoteProgressProps): React.JSX.Element {
  const { t } = useTranslation();
  const needed = report?.approvalsNeeded ?? federation.size.approvalThreshold;
  const count = report?.approvals.length ?? 0;
  return (
    <Stack gap="lg">
      <SectionCard title={t('votes.wordsTitle')} text={t('votes.wordsText')}>
        <SixWords words={words} label={t('votes.wordsTitle')} />
      </SectionCard>
      <SectionCard title={t('votes.sayTitle')}>
        <Text>{t('votes.say', { words: words.join(' ') })}</Text>
        <Text size="sm" c="dimmed">
          {t('votes.never')}
        </Text>
      </SectionCard>
      <SectionCard title={t('votes.title')}>
        <Text role="status" fw={600}>
          {t('votes.count', { count, needed })}
        </Text>
        <Progress value={(count / needed) * 100} size="lg" aria-hidden />
        <ul className="portal-rows">
          {federation.guardians.map(({ index, name, contact }) => {
            const vote = voteOf(index, report);
            return (
              <li key={index}>
                <span>
                  <strong>{name}</strong> <Contact contact={contact} />
                </span>
                <span className="portal-mark" data-mark={vote === 'approved' ? 'ok' : vote}>
                  <Icon name={ICONS[vote]} size={18} />
                  {t(`votes.${vote}`)}
                </span>
              </li>
            );
          })}
        </ul>
      </SectionCard>
      <Text size="sm" c="dimmed">
        {t('votes.comeBack')}
      </Text>
    </Stack>
  );
}
