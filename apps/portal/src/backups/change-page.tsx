import { Button, List, Stack } from '@mantine/core';
import { Page, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { useOverview } from '../device/use-overview.js';
import { ProtectSteps } from '../protect/protect-steps.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';

const REASONS = ['memorable', 'name', 'secret', 'heal'] as const;

/** A new version of a backup: other keys and parts, and whatever the owner wants to be different. */
export default function ChangePage(): React.JSX.Element {
  const { t } = useTranslation();
  const { backupId } = useParams();
  const overview = useOverview();
  const [isBegun, setBegun] = useState(false);
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  const backup = overview.data.backups.find((each) => each.backupId === backupId);
  const federation = overview.data.federations.find((each) => each.federationId === backup?.federationId);
  if (backup === undefined || federation === undefined) return <Navigate replace to="/backups" />;
  if (isBegun) {
    return <ProtectSteps federation={federation} replaces={backup} onBack={() => setBegun(false)} />;
  }
  return (
    <Page title={t('change.title')} text={t('change.text', { label: backup.label })}>
      <SectionCard title={t('change.when')}>
        <List spacing="xs">
          {REASONS.map((reason) => (
            <List.Item key={reason}>{t(`change.reasons.${reason}`)}</List.Item>
          ))}
        </List>
      </SectionCard>
      <SectionCard title={t('change.needTitle')} text={t('change.needText')} />
      <Stack gap="sm">
        <Button size="lg" onClick={() => setBegun(true)}>
          {t('change.begin')}
        </Button>
        <Button size="lg" variant="default" component={Link} to="/backups">
          {t('shell.back')}
        </Button>
      </Stack>
    </Page>
  );
}
