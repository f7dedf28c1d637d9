import { Alert, Button, Stack } from '@mantine/core';
import { ConfirmByHold, ErrorNotice, Icon, Page, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { GuardianProgress } from '../device/guardian-progress.js';
import { useOverview } from '../device/use-overview.js';
import { useTask } from '../device/use-task.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';

/** Gives up a backup. */
export default function DeletePage(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { backupId } = useParams();
  const overview = useOverview();
  const task = useTask();
  const [effectiveAt, setEffectiveAt] = useState<number | null>(null);
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  const backup = overview.data.backups.find((each) => each.backupId === backupId);
  const federation = overview.data.federations.find((each) => each.federationId === backup?.federationId);
  if (effectiveAt !== null) {
    return (
      <Page key="done" title={t('delete.doneTitle')} text={t('delete.doneText', { when: format.time(effectiveAt) })}>
        <Button size="lg" component={Link} to="/backups">
          {t('shell.next')}
        </Button>
      </Page>
    );
  }
  if (backup === undefined || federation === undefined) return <Navigate replace to="/backups" />;
  const remove = (): void => {
    void task.run(async (client, options) => {
      const result = await client.deleteBackup(backup.backupId, backup.federationId, options);
      setEffectiveAt(result.effectiveAt);
    });
  };
  return (
    <Page title={t('delete.title', { label: backup.label })} text={t('delete.text')}>
      <Alert color="yellow" variant="light" icon={<Icon name="warning" />}>
        {t('delete.warning')}
      </Alert>
      {task.error === null ? null : <ErrorNotice error={task.error} />}
      {task.isRunning ? (
        <GuardianProgress progress={task.progress} federation={federation} />
      ) : (
        <Stack gap="md">
          <ConfirmByHold color="red" label={t('delete.confirm')} onConfirm={remove} />
          <Button size="lg" variant="default" component={Link} to="/backups">
            {t('shell.back')}
          </Button>
        </Stack>
      )}
    </Page>
  );
}
