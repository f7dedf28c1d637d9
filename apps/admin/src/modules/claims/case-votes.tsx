import { Badge, Group, Stack, Text } from '@mantine/core';
import type { CaseView } from '@wardkeep/protocol';
import { SectionCard, useFormat } from '@wardkeep/ui';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useVerdicts } from './use-verdicts.js';
import { VerdictBadge } from './verdict-badge.js';

/** What every guardian decided, each signature verified in this browser. */
export function CaseVotes({ one }: { readonly one: CaseView }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const statements = useMemo(
    () =>
      one.votes.map(({ id, text, guardian, decision, method, documents }) => ({
        id,
        text,
        guardian,
        expected: { claimId: one.claimId, decision, method, documents },
      })),
    [one],
  );
  const verdicts = useVerdicts(statements);
  return (
    <SectionCard title={t('votes.title')} text={t('votes.text')}>
      {one.votes.length === 0 ? <Text c="dimmed">{t('votes.none')}</Text> : null}
      <ul className="admin-list">
        {one.votes.map((vote) => (
          <li key={vote.id} className="admin-row">
            <Stack gap={6}>
              <Group justify="space-between" gap="xs">
                <Text fw={650}>
                  {vote.guardian}. {vote.name}
                </Text>
                <Group gap={6}>
                  <Badge color={vote.decision === 'approve' ? 'green' : 'red'}>{t(`votes.${vote.decision}`)}</Badge>
                  <VerdictBadge verdict={verdicts.get(vote.id)} />
                  {vote.counts ? null : (
                    <Badge color="red" variant="filled">
                      {t('votes.notCounted')}
                    </Badge>
                  )}
                </Group>
              </Group>
              <Text size="sm">
                {t(`method.${vote.method}`)}
                {vote.documents.length === 0 ? '' : ` · ${vote.documents.join(', ')}`}
              </Text>
              <Text size="sm" c="dimmed">
                {t('votes.when', { time: format.time(vote.issuedAt), known: format.time(vote.knownAt) })}
              </Text>
            </Stack>
          </li>
        ))}
      </ul>
    </SectionCard>
  );
}
