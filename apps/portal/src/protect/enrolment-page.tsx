import { Alert, Button, Stack, Text } from '@mantine/core';
import type { BackupId } from '@wardkeep/protocol';
import { requestPersistence } from '@wardkeep/client/browser';
import { ConfirmByHold, ErrorNotice, Icon, Page, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation, useNavigate, useParams } from 'react-router';
import { GuardianProgress } from '../device/guardian-progress.js';
import { useOverview } from '../device/use-overview.js';
import { useTask } from '../device/use-task.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';

interface Arrival {
  /** Why guardians refused what was tried on the screen before. */
  readonly refusal?: { readonly code: string; readonly message: string };
}

/** An enrolment that was cut off: go on with it, with all guardians or those that can be reached, or drop it. */
export default function EnrolmentPage(): React.JSX.Element {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { backupId } = useParams();
  const overview = useOverview();
  const task = useTask();
  const { refusal } = (useLocation().state ?? {}) as Arrival;
  // What was stored is gone before the next screen is there.
  const [isLeaving, setLeaving] = useState(false);
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  const { enrolments, federations } = overview.data;
  const enrolment = enrolments.find((each) => each.backupId === backupId);
  const federation = federations.find((each) => each.federationId === enrolment?.federationId);
  if (enrolment === undefined || federation === undefined) {
    return task.isRunning || isLeaving ? <Waiting /> : <Navigate replace to="/backups" />;
  }
  const { size } = federation;
  const resume = (minReceipts?: number): void => {
    void task.run(async (client, options) => {
      const id = enrolment.backupId;
      const result = await client.resumeEnrolment(id, minReceipts === undefined ? {} : { minReceipts }, options);
      setLeaving(true);
      void requestPersistence();
      await navigate(`/kit/${federation.federationId}`, { state: { enrolled: true, missing: result.missing.length } });
    });
  };
  const drop = (id: BackupId): void => {
    void task.run(async (client) => {
      await client.dropEnrolment(id);
      setLeaving(true);
      await navigate('/');
    });
  };
  // That too few could be reached is what this screen is about anyway.
  const error = task.error ?? (refusal?.code === 'TOO_FEW_GUARDIANS' ? null : refusal);
  const isEnough = enrolment.receipts.length >= size.minReceipts;
  const missing = size.guardians - enrolment.receipts.length;
  return (
    <Page title={t('enrolment.title')} text={t('enrolment.text', { label: enrolment.label })}>
      {task.isRunning ? (
        <GuardianProgress progress={task.progress} federation={federation} />
      ) : (
        <Stack gap="lg">
          <ErrorNotice error={error} />
          <SectionCard title={t('enrolment.state', { count: enrolment.receipts.length, all: size.guardians })}>
            <ul className="portal-rows">
              {federation.guardians.map(({ index, name }) => {
                const has = enrolment.receipts.includes(index);
                return (
                  <li key={index}>
                    <span>{name}</span>
                    <span className="portal-mark" data-mark={has ? 'ok' : 'waiting'}>
                      <Icon name={has ? 'check' : 'clock'} size={18} />
                      {t(has ? 'enrolment.has' : 'enrolment.hasNot')}
                    </span>
                  </li>
                );
              })}
            </ul>
          </SectionCard>
          <Button size="lg" onClick={() => resume()}>
            {t('enrolment.resume')}
          </Button>
          {isEnough && missing > 0 ? (
            <Stack gap="xs">
              <Button size="lg" variant="light" onClick={() => resume(size.minReceipts)}>
                {t('enrolment.resumeWithout', { count: missing })}
              </Button>
              <Text size="sm" c="dimmed">
                {t('enrolment.resumeWithoutText')}
              </Text>
            </Stack>
          ) : null}
          {isEnough || (error !== null && error !== undefined) ? null : (
            <Alert color="yellow" variant="light" icon={<Icon name="clock" />}>
              {t('enrolment.tooFew', { needed: size.minReceipts })}
            </Alert>
          )}
          {enrolment.isCommitted ? null : (
            <details className="portal-details">
              <summary>{t('enrolment.drop')}</summary>
              <Stack gap="sm">
                <Text size="sm">{t('enrolment.dropText')}</Text>
                <ConfirmByHold color="red" label={t('enrolment.drop')} onConfirm={() => drop(enrolment.backupId)} />
              </Stack>
            </details>
          )}
        </Stack>
      )}
    </Page>
  );
}
