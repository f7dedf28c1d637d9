import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { BackupSecret } from '@wardkeep/protocol';
import type { Ownership } from '@wardkeep/client';
import { ConfirmByHold, Countdown, ErrorNotice, Icon, Page } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import { portalClient } from '../device/client.js';
import { useOverview } from '../device/use-overview.js';
import { useTask } from '../device/use-task.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';
import { type ClaimStage, claimStage, waitEndsAt } from './claim-stage.js';
import { GuessForm } from './guess-form.js';
import { RecoveredPage } from './recovered-page.js';
import { VoteProgress } from './vote-progress.js';

/** How often guardians are asked how the claim stands, milliseconds. */
const POLL_MS = 10_000;

/** Where waiting helps no more. */
const ENDED: ReadonlySet<ClaimStage> = new Set(['rejected', 'expired', 'nothing-found']);

/** What came of the right guess. It lives on this screen only. */
export interface Opened {
  readonly secrets: readonly BackupSecret[];
  /** Null while the backup is still being renewed. */
  readonly ownership: Ownership | null;
}

/** A claim of this device: the words, the votes, the delay, the guess, and the secret. */
export default function ClaimPage(): React.JSX.Element {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { claimId = '' } = useParams();
  const overview = useOverview();
  const task = useTask();
  const [opened, setOpened] = useState<Opened | null>(null);
  const claim = overview.data?.claims.find((each) => each.claimId === claimId);
  const status = useQuery({
    queryKey: ['claim', claimId],
    queryFn: ({ signal }) => portalClient().claimStatus(claimId, { signal }),
    enabled: claim !== undefined && opened === null,
    refetchInterval: POLL_MS,
  });
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  if (opened !== null) return <RecoveredPage opened={opened} federationId={claim?.federationId ?? null} />;
  const federation = overview.data.federations.find((each) => each.federationId === claim?.federationId);
  if (claim === undefined || federation === undefined) return <Navigate replace to="/" />;
  const report = status.data;
  const stage = report === undefined ? 'votes' : claimStage(report, status.dataUpdatedAt);
  const forget = (): void => {
    void task.run(async (client) => {
      await client.dropClaim(claimId);
      await navigate('/');
    });
  };
  const endsAt = report === undefined ? null : waitEndsAt(report);
  return (
    <Page key={stage} title={t(`claim.titles.${stage}`)} text={t(`claim.texts.${stage}`)}>
      {report === undefined && status.error !== null ? (
        <ErrorNotice error={status.error}>
          <Button onClick={() => void status.refetch()}>{t('shell.tryAgain')}</Button>
        </ErrorNotice>
      ) : null}
      {stage === 'votes' ? <VoteProgress words={claim.words} federation={federation} report={report} /> : null}
      {stage === 'delay' ? (
        <section className="ward-card">
          <Stack gap="xs" align="center">
            <Icon name="clock" size={36} />
            {endsAt === null ? (
              <Text>{t('claim.delayUnknown')}</Text>
            ) : (
              <Countdown to={endsAt} over={t('claim.delayOver')} size="2rem" />
            )}
            <Text size="sm" c="dimmed" ta="center">
              {t('claim.delayWhy')}
            </Text>
          </Stack>
        </section>
      ) : null}
      {stage === 'memorable' && report !== undefined ? (
        <GuessForm
          claimId={claimId}
          federation={federation}
          report={report}
          onOpened={setOpened}
          onCounted={() => void status.refetch()}
        />
      ) : null}
      {status.error !== null && report !== undefined ? (
        <Text size="sm" c="dimmed" role="status">
          {t('claim.notReached')}
        </Text>
      ) : null}
      <ErrorNotice error={task.error} />
      {ENDED.has(stage) ? (
        <Button size="lg" component={Link} to="/recover">
          {t('claim.openAnother')}
        </Button>
      ) : null}
      <details className="portal-details">
        <summary>{t('claim.forget')}</summary>
        <Stack gap="sm">
          <Text size="sm">{t('claim.forgetText')}</Text>
          <ConfirmByHold color="red" label={t('claim.forget')} loading={task.isRunning} onConfirm={forget} />
        </Stack>
      </details>
    </Page>
  );
}
