import { Badge, Group, Stack, Text } from '@mantine/core';
import { LIMITS, type PeerView } from '@wardkeep/protocol';
import { Icon, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';

function Reachability({ peer }: { readonly peer: PeerView }): React.JSX.Element {
  const { t } = useTranslation();
  if (peer.reachable === null) return <Badge color="gray">{t('peer.unknown')}</Badge>;
  return (
    <Badge
      color={peer.reachable ? 'green' : 'red'}
      leftSection={<Icon name={peer.reachable ? 'check' : 'cross'} size={14} />}
    >
      {t(peer.reachable ? 'peer.reachable' : 'peer.unreachable')}
    </Badge>
  );
}

/** What this node knows of another guardian's node. */
export function PeerRow(props: {
  readonly peer: PeerView;
  readonly now: number;
  readonly version: string;
}): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { peer, now } = props;
  const clock = peer.clockDifferenceMs;
  const facts = [
    [
      t('peer.lastSeen'),
      peer.lastSeenAt === null ? t('peer.never') : format.relative(Math.min(peer.lastSeenAt, now), now),
    ],
    [t('peer.latency'), peer.latencyMs === null ? '–' : `${format.number(peer.latencyMs)} ms`],
    [t('peer.clock'), clock === null ? '–' : `${format.number(clock / 1000)} s`],
    [t('peer.version'), peer.softwareVersion ?? '–'],
  ] as const;
  return (
    <li className="admin-row">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <div>
            <Text fw={650}>
              {peer.index}. {peer.name}
            </Text>
            <Text size="sm" c="dimmed" className="ward-mono">
              {peer.urls[0]}
            </Text>
          </div>
          <Group gap={6}>
            <Reachability peer={peer} />
            {clock !== null && Math.abs(clock) > LIMITS.clockSkewSeconds * 1000 ? (
              <Badge color="red">{t('peer.clockOff')}</Badge>
            ) : null}
            {peer.softwareVersion !== null && peer.softwareVersion !== props.version ? (
              <Badge color="yellow">{t('peer.versionDiffers')}</Badge>
            ) : null}
            {peer.portal.matches === false ? (
              <Badge color="red" variant="filled">
                {t('peer.portalDiffers')}
              </Badge>
            ) : null}
          </Group>
        </Group>
        <dl className="admin-facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {peer.problem === null ? null : (
          <Text size="sm" c="dimmed">
            {t('peer.problem')} <span className="ward-mono">{peer.problem}</span>
          </Text>
        )}
      </Stack>
    </li>
  );
}
