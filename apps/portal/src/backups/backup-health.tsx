import { Alert, Text } from '@mantine/core';
import type { BackupHealth } from '@wardkeep/client';
import type { FederationView } from '@wardkeep/client/browser';
import { Icon, type IconName } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';

type Holding = BackupHealth['guardians'] extends ReadonlyMap<number, infer Each> ? Each : never;

const ICONS: Readonly<Record<Holding, IconName>> = Object.freeze({
  healthy: 'check',
  staged: 'clock',
  missing: 'info',
  damaged: 'warning',
  'stale-epoch': 'info',
  unreachable: 'clock',
  refused: 'info',
});

/** How one backup stands with each guardian. */
export function BackupHealthList(props: {
  readonly health: BackupHealth;
  readonly federation: FederationView;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { health, federation } = props;
  const all = federation.size.guardians;
  return (
    <div>
      <Text role="status" fw={600}>
        {t('health.summary', { count: health.healthy, all })}
      </Text>
      <ul className="portal-rows">
        {federation.guardians.map(({ index, name }) => {
          const holding = health.guardians.get(index) ?? 'unreachable';
          return (
            <li key={index}>
              <span>{name}</span>
              <span className="portal-mark" data-mark={holding}>
                <Icon name={ICONS[holding]} size={18} />
                {t(`health.holding.${holding}`)}
              </span>
            </li>
          );
        })}
      </ul>
      {health.isRecoverable ? null : (
        <Alert color="red" variant="light" mt="sm" icon={<Icon name="warning" />}>
          {t('health.notRecoverable')}
        </Alert>
      )}
      {health.isRecoverable && health.isUnderHeld ? (
        <Alert color="yellow" variant="light" mt="sm" icon={<Icon name="info" />}>
          {t('health.underHeld')}
        </Alert>
      ) : null}
    </div>
  );
}
