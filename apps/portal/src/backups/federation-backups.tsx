import { Alert, Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DeviceOverview, FederationView } from '@wardkeep/client/browser';
import { ErrorNotice, Icon, SectionCard, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { GuardianProgress } from '../device/guardian-progress.js';
import { portalClient } from '../device/client.js';
import { NO_PROGRESS } from '../device/progress.js';
import { WindingDownNotice } from '../shell/winding-down-notice.js';
import { BackupHealthList } from './backup-health.js';
import { ClaimAlarm } from './claim-alarm.js';
import { liveClaims } from './seen-claims.js';

/** The backups that this device has with one federation. */
export interface FederationBackupsProps {
  readonly federation: FederationView;
  readonly overview: DeviceOverview;
}

const FRESH_MS = 60_000;
/** How often guardians are asked whether their federation has changed. */
const REFRESH_MS = 10 * 60_000;

/** Checks up on the backups of one federation, and warns of claims on them. */
export function FederationBackups({ federation, overview }: FederationBackupsProps): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { federationId } = federation;
  const checkUp = useQuery({
    queryKey: ['check-up', federationId],
    queryFn: ({ signal }) => portalClient().checkUp(federationId, { signal }),
    staleTime: FRESH_MS,
    // Whoever comes back may have vetoed or renewed since: nothing of before is shown again.
    gcTime: 0,
    // Somebody may open a claim while the page is looked at.
    refetchInterval: FRESH_MS,
  });
  // What guardians have declared since, and where they answer now; the overview follows what it stores.
  useQuery({
    queryKey: ['refresh', federationId],
    queryFn: ({ signal }) => portalClient().refreshFederation(federationId, { signal }),
    staleTime: REFRESH_MS,
    retry: false,
  });
  const claims = liveClaims(checkUp.data?.claims ?? [], overview.claims);
  const backups = overview.backups.filter((backup) => backup.federationId === federationId);
  return (
    <Stack gap="lg">
      <WindingDownNotice federation={federation} />
      {claims.map((claim) => (
        <ClaimAlarm
          key={`${claim.claimId}-${claim.backupId}`}
          claim={claim}
          federation={federation}
          onVetoed={() => undefined}
        />
      ))}
      {checkUp.isPending ? (
        <GuardianProgress progress={{ ...NO_PROGRESS, step: 'check-up' }} />
      ) : (
        <ErrorNotice error={checkUp.error} />
      )}
      {backups.map((backup) => {
        const { backupId, backupVersion, label, committedAt, endsAt } = backup;
        const health = checkUp.data?.backups.find((each) => each.backupId === backupId);
        return (
          <SectionCard
            key={backupId}
            title={label === '' ? t('backups.unnamed') : label}
            text={t('backups.of', {
              federation: federation.name,
              when: format.date(committedAt),
              version: backupVersion,
            })}
          >
            {endsAt === null ? null : (
              <Alert color="yellow" variant="light" icon={<Icon name="warning" />}>
                {t('backups.givenUp', { when: format.time(endsAt) })}
              </Alert>
            )}
            {health === undefined || endsAt !== null ? null : (
              <BackupHealthList health={health} federation={federation} />
            )}
            <Group gap="sm">
              <Button variant="light" component={Link} to={`/backups/${backupId}/change`}>
                {t('backups.change')}
              </Button>
              {endsAt === null ? (
                <Button variant="default" component={Link} to={`/backups/${backupId}/delete`}>
                  {t('backups.delete')}
                </Button>
              ) : null}
            </Group>
          </SectionCard>
        );
      })}
      <Group gap="sm">
        <Button
          variant="light"
          leftSection={<Icon name="refresh" />}
          loading={checkUp.isFetching}
          onClick={() => void checkUp.refetch()}
        >
          {t('backups.checkUp')}
        </Button>
        <Button variant="default" leftSection={<Icon name="print" />} component={Link} to={`/kit/${federationId}`}>
          {t('backups.kit')}
        </Button>
      </Group>
    </Stack>
  );
}
