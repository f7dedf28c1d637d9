import { Alert, Button, Stack, Text } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import { ConfirmByHold, Countdown, ErrorNotice, Icon, SixWords, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { GuardianProgress } from '../device/guardian-progress.js';
import { useTask } from '../device/use-task.js';
import type { LiveClaim } from './seen-claims.js';

/** A claim on a backup of this device. */
export interface ClaimAlarmProps {
  readonly claim: LiveClaim;
  readonly federation: FederationView;
  readonly onVetoed: () => void;
}

/** Warns that somebody claims to be the owner, and stops it. */
export function ClaimAlarm({ claim, federation, onVetoed }: ClaimAlarmProps): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const task = useTask();
  const [isStopped, setStopped] = useState(false);
  const { claimId, backupId, isOwn, approvals, releasableAt } = claim;
  if (isStopped) {
    return (
      <Alert color="ward" role="status" icon={<Icon name="check" />} title={t('alarm.stoppedTitle')}>
        {t('alarm.stoppedText')}
      </Alert>
    );
  }
  const veto = (): void => {
    void task.run(async (client, options) => {
      await client.veto({ claimId, backupId, federationId: federation.federationId }, options);
      setStopped(true);
      onVetoed();
    });
  };
  const needed = federation.size.approvalThreshold;
  return (
    <Alert
      color={isOwn ? 'yellow' : 'red'}
      variant="light"
      role={isOwn ? 'status' : 'alert'}
      icon={<Icon name="warning" />}
      title={t(isOwn ? 'alarm.ownTitle' : 'alarm.title')}
    >
      <Stack gap="md">
        <Text>
          {t('alarm.text', { when: format.time(claim.openedAt), approvals: Math.min(approvals, needed), needed })}
        </Text>
        <SixWords words={claim.words} label={t('alarm.words')} />
        {releasableAt === null ? null : (
          <div>
            <Text size="sm">{t('alarm.releasable')}</Text>
            <Countdown to={releasableAt} over={t('alarm.releasableNow')} />
          </div>
        )}
        {isOwn ? (
          <Button component={Link} to={`/claims/${claimId}`} size="lg">
            {t('alarm.goOn')}
          </Button>
        ) : (
          <Text fw={600}>{t('alarm.advice')}</Text>
        )}
        {task.error === null ? null : <ErrorNotice error={task.error} />}
        {task.isRunning ? (
          <GuardianProgress progress={task.progress} federation={federation} />
        ) : (
          <ConfirmByHold color="red" label={t('alarm.veto')} onConfirm={veto} />
        )}
      </Stack>
    </Alert>
  );
}
