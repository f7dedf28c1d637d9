import { Badge, Group, Text } from '@mantine/core';
import { ErrorNotice, SectionCard, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/queries.js';

/** Every config that was in force, the newest first. */
export function ConfigHistory(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const history = useAnswer('configHistory');
  return (
    <SectionCard title={t('history.title')} text={t('history.text')}>
      <ErrorNotice error={history.error} />
      <ul className="admin-list">
        {history.data?.configs.map((config, at) => (
          <li key={config.configId} className="admin-row">
            <Group justify="space-between">
              <Text fw={600}>{t('federation.epoch', { epoch: config.epoch })}</Text>
              {at === 0 ? <Badge color="green">{t('history.inForce')}</Badge> : null}
            </Group>
            <Text size="sm">{format.list(config.guardians.map((guardian) => guardian.name))}</Text>
            <Text size="sm" c="dimmed">
              {config.sealedAt === null ? '' : t('history.sealed', { time: format.time(config.sealedAt) })}
            </Text>
            <Text size="xs" c="dimmed" className="ward-mono">
              {config.configId}
            </Text>
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
