import { Button, Group } from '@mantine/core';
import { EmptyState, Icon, Page, SectionCard } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOverview } from '../device/use-overview.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';
import { FederationBackups } from './federation-backups.js';

/** The backups that this device owns. */
export default function BackupsPage(): React.JSX.Element {
  const { t } = useTranslation();
  const overview = useOverview();
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  const { backups, federations, enrolments } = overview.data;
  const withBackups = federations.filter(({ federationId }) =>
    backups.some((backup) => backup.federationId === federationId),
  );
  return (
    <Page title={t('backups.title')} {...(backups.length === 0 ? {} : { text: t('backups.text') })}>
      {enrolments.map(({ backupId, label }) => (
        <SectionCard key={backupId} title={label} text={t('backups.cutOff')}>
          <Group>
            <Button component={Link} to={`/enrolments/${backupId}`}>
              {t('enrolment.resume')}
            </Button>
          </Group>
        </SectionCard>
      ))}
      {withBackups.map((federation) => (
        <FederationBackups key={federation.federationId} federation={federation} overview={overview.data} />
      ))}
      {backups.length === 0 && enrolments.length === 0 ? (
        <EmptyState icon="key" title={t('backups.emptyTitle')} text={t('backups.emptyText')}>
          <Button size="lg" component={Link} to="/protect">
            {t('start.protect')}
          </Button>
          <Button size="lg" variant="default" component={Link} to="/recover">
            {t('start.recover')}
          </Button>
        </EmptyState>
      ) : (
        <SectionCard title={t('backups.rehearsalTitle')} text={t('backups.rehearsalText')} />
      )}
      <SectionCard title={t('backups.moveTitle')} text={t('backups.moveText')}>
        <Group>
          <Button variant="light" leftSection={<Icon name="phone" />} component={Link} to="/move">
            {t('backups.move')}
          </Button>
        </Group>
      </SectionCard>
    </Page>
  );
}
