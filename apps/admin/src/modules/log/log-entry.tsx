import { Button, Collapse, Group, Text } from '@mantine/core';
import type { LogAnswer } from '@wardkeep/protocol';
import { useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Entry = LogAnswer['entries'][number];

/** Signed by a node before it has an index. */
const OF_NODES: readonly string[] = ['guardian-card', 'url-announcement'];

/** The statement spread over lines; as it came where it is no JSON. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A leaf of the log. */
export function LogEntry({ entry }: { readonly entry: Entry }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="admin-row">
      <Group justify="space-between" gap="xs">
        <Text fw={600}>
          {entry.index} · {t(`statement.${entry.type}`, entry.type)}
        </Text>
        <Text size="sm" c="dimmed">
          {format.time(entry.receivedAt)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {entry.signerIndex === null
          ? t(OF_NODES.includes(entry.type) ? 'timeline.node' : 'timeline.notGuardian')
          : t('timeline.guardian', { number: entry.signerIndex })}
      </Text>
      <Text size="xs" c="dimmed" className="ward-mono">
        {entry.id}
      </Text>
      <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? 'timeline.hide' : 'timeline.show')}
      </Button>
      <Collapse expanded={isOpen}>
        <pre className="admin-statement" tabIndex={0} aria-label={t('timeline.statement')}>
          {isOpen ? pretty(entry.text) : ''}
        </pre>
      </Collapse>
    </li>
  );
}
