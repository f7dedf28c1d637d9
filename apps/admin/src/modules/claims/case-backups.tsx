import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { CaseView } from '@wardkeep/protocol';
import { Icon, SectionCard, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFederation } from '../../api/queries.js';
import { OverrideForm } from './override-form.js';
import { UnlockForm } from './unlock-form.js';

type Backup = CaseView['backups'][number];
interface Props {
  readonly one: CaseView;
  readonly backup: Backup;
  readonly mayDecide: boolean;
}

function Decisions({ one, backup }: Omit<Props, 'mayDecide'>): React.JSX.Element | null {
  const { t } = useTranslation();
  const format = useFormat();
  const unlocks = one.unlocks.filter((unlock) => unlock.manifestId === backup.manifestId);
  const overrides = one.overrides.filter((override) => override.backupId === backup.backupId);
  if (unlocks.length + overrides.length === 0) return null;
  return (
    <ul>
      {unlocks.map((unlock) => (
        <li key={unlock.id}>
          {t('backup.unlocked', { name: unlock.name, limit: unlock.limit, time: format.time(unlock.issuedAt) })}
        </li>
      ))}
      {overrides.map((override) => (
        <li key={override.id}>
          {t('backup.overridden', { name: override.name, time: format.time(override.issuedAt) })}
        </li>
      ))}
    </ul>
  );
}

function BackupRow({ one, backup, mayDecide }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<'unlock' | 'override' | null>(null);
  const { guesses } = backup;
  const self = useFederation().data?.self;
  const isOverridden = one.overrides.some(
    ({ guardian, backupId }) => guardian === self && backupId === backup.backupId,
  );
  const close = (): void => setOpened(null);
  return (
    <li className="admin-row">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={650}>{t('backup.version', { version: backup.backupVersion })}</Text>
          <Group gap={6}>
            <Badge color={backup.held ? 'green' : 'yellow'}>{t(backup.held ? 'backup.held' : 'backup.notHeld')}</Badge>
            {backup.isVetoed ? <Badge color="red">{t('status.vetoed')}</Badge> : null}
            {guesses.left === 0 ? <Badge color="red">{t('backup.locked')}</Badge> : null}
          </Group>
        </Group>
        <dl className="admin-facts">
          <div>
            <dt>{t('backup.guesses')}</dt>
            <dd>{t('backup.guessesOf', { spent: guesses.spent, limit: guesses.limit })}</dd>
          </div>
          <div>
            <dt>{t('backup.approvals')}</dt>
            <dd>{backup.approvalsNeeded}</dd>
          </div>
          <div>
            <dt>{t('backup.committed')}</dt>
            <dd>{backup.committedAt === null ? t('backup.notCommitted') : format.date(backup.committedAt)}</dd>
          </div>
          {backup.releasableAt === null ? null : (
            <div>
              <dt>{t('backup.releasable')}</dt>
              <dd>{format.time(backup.releasableAt)}</dd>
            </div>
          )}
        </dl>
        {backup.overriddenAt === null ? null : (
          <Alert color="yellow" icon={<Icon name="info" />}>
            {t('backup.overrideInForce', { time: format.time(backup.overriddenAt) })}
          </Alert>
        )}
        <Decisions one={one} backup={backup} />
        {mayDecide && opened === null ? (
          <Group gap="sm">
            {one.approvedAt === null ? null : (
              <Button size="sm" variant="default" onClick={() => setOpened('unlock')}>
                {t('unlock.open')}
              </Button>
            )}
            {one.ownDecision === 'approve' && !isOverridden ? (
              <Button size="sm" variant="default" onClick={() => setOpened('override')}>
                {t('override.open')}
              </Button>
            ) : null}
          </Group>
        ) : null}
        {opened === 'unlock' ? <UnlockForm one={one} backup={backup} onClose={close} /> : null}
        {opened === 'override' ? <OverrideForm one={one} backup={backup} onClose={close} /> : null}
      </Stack>
    </li>
  );
}

/** Whether this node holds a backup under the identity, how many guesses were spent on it, and the exceptions to its rules. */
export function CaseBackups(props: { readonly one: CaseView; readonly mayDecide: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const { one } = props;
  return (
    <SectionCard
      title={t('backup.title')}
      text={t(one.holdsBackup ? 'backup.text' : one.practice ? 'backup.practiceText' : 'backup.noneText')}
    >
      <ul className="admin-list">
        {one.backups.map((backup) => (
          <BackupRow key={backup.manifestId} one={one} backup={backup} mayDecide={props.mayDecide} />
        ))}
      </ul>
    </SectionCard>
  );
}
