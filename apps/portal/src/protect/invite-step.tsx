import { Button, Stack, Text } from '@mantine/core';
import type { DeviceOverview, FederationView } from '@wardkeep/client/browser';
import { ErrorNotice, Icon, QrScanner, SectionCard } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { GuardianProgress } from '../device/guardian-progress.js';
import { useTask } from '../device/use-task.js';

/** Takes an invite, or a federation that this device knows already. */
export interface InviteStepProps {
  readonly overview: DeviceOverview;
  readonly onJoined: (federation: FederationView, isKnown: boolean) => void;
  /** Also takes the address of a guardian, and finds the federation that it belongs to. */
  readonly onFound?: (federation: FederationView, invite: string) => void;
}

const looksLikeUrl = (text: string): boolean => /^https?:\/\//i.test(text);

/** Scans or takes an invite. */
export function InviteStep({ overview, onJoined, onFound }: InviteStepProps): React.JSX.Element {
  const { t } = useTranslation();
  const task = useTask();
  const take = (text: string): void => {
    void task.run(async (client, options) => {
      if (onFound !== undefined && looksLikeUrl(text)) {
        const found = await client.findFederation(text, options);
        onFound(found.federation, found.invite);
      } else {
        onJoined(await client.join(text.replace(/\s+/g, ''), options), false);
      }
    });
  };
  const choose = (known: FederationView): void => {
    void task.run(async (client, options) => {
      // It may have changed or wind down since; where too few guardians answer, what is stored has to do.
      const now = await client.refreshFederation(known.federationId, options).catch(() => known);
      if (options.signal?.aborted !== true) onJoined(now, true);
    });
  };
  if (task.isRunning) return <GuardianProgress progress={task.progress} />;
  const what = onFound === undefined ? 'invite' : 'inviteOrUrl';
  return (
    <Stack gap="lg">
      {task.error === null ? null : <ErrorNotice error={task.error} />}
      {overview.federations.length === 0 ? null : (
        <SectionCard title={t('join.known')}>
          <Stack gap="sm">
            {overview.federations.map((federation) => (
              <Button
                key={federation.federationId}
                variant="light"
                size="lg"
                leftSection={<Icon name="network" />}
                onClick={() => choose(federation)}
              >
                {federation.name}
              </Button>
            ))}
          </Stack>
        </SectionCard>
      )}
      <SectionCard title={t(`join.${what}Title`)} text={t(`join.${what}Text`)}>
        <QrScanner label={t(`join.${what}Label`)} action={t('shell.next')} onText={take} />
      </SectionCard>
      <Text size="sm" c="dimmed">
        {t('join.ownCopy')}
      </Text>
    </Stack>
  );
}
