import { Button, Collapse, Group, Text } from '@mantine/core';
import type { CaseView } from '@wardkeep/protocol';
import { SectionCard, useFormat } from '@wardkeep/ui';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVerdicts } from './use-verdicts.js';
import { VerdictBadge } from './verdict-badge.js';
import type { SignatureVerdict } from './verify-signed.js';

type Entry = CaseView['timeline'][number];

function Step(props: { readonly entry: Entry; readonly verdict: SignatureVerdict | undefined }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const { entry } = props;
  return (
    <li>
      <Group gap="xs">
        <Text fw={600}>{t(`statement.${entry.type}`, entry.type)}</Text>
        <VerdictBadge verdict={props.verdict} />
      </Group>
      <Text size="sm" c="dimmed">
        {format.time(entry.receivedAt)} ·{' '}
        {entry.guardian === null ? t('timeline.notGuardian') : t('timeline.guardian', { number: entry.guardian })} ·{' '}
        {entry.logIndex === null ? t('timeline.notLogged') : t('timeline.logged', { number: entry.logIndex })}
      </Text>
      <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? 'timeline.hide' : 'timeline.show')}
      </Button>
      <Collapse expanded={isOpen}>
        <pre className="admin-statement" tabIndex={0} aria-label={t('timeline.statement')}>
          {entry.statement}
        </pre>
      </Collapse>
    </li>
  );
}

/** Every signed statement of the case, in the order in which this node came to know it. */
export function CaseTimeline({ one }: { readonly one: CaseView }): React.JSX.Element {
  const { t } = useTranslation();
  const statements = useMemo(
    () => one.timeline.map(({ id, statement, guardian }) => ({ id, text: statement, guardian })),
    [one],
  );
  const verdicts = useVerdicts(statements);
  return (
    <SectionCard title={t('timeline.title')} text={t('timeline.text')}>
      <ol className="admin-timeline">
        {one.timeline.map((entry) => (
          <Step key={entry.id} entry={entry} verdict={verdicts.get(entry.id)} />
        ))}
      </ol>
    </SectionCard>
  );
}
