import { Alert, SegmentedControl, Stack, Text } from '@mantine/core';
import type { CaseView } from '@wardkeep/protocol';
import { Icon, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApproveForm } from './approve-form.js';
import { RejectForm } from './reject-form.js';

/** This guardian's decision, or the way to it. */
export function VotePanel({ one }: { readonly one: CaseView }): React.JSX.Element {
  const { t } = useTranslation();
  const [decision, setDecision] = useState<string>('');
  const isDone = one.ownDecision !== null;
  const mayReject = one.ownDecision === 'approve';
  return (
    <SectionCard title={t('vote.title')} text={t('vote.text')}>
      {isDone ? (
        <Alert color={one.ownDecision === 'approve' ? 'green' : 'red'} icon={<Icon name="check" />} role="status">
          {t(`vote.done.${one.ownDecision}`)}
        </Alert>
      ) : null}
      {isDone && !mayReject ? null : (
        <Stack>
          <SegmentedControl
            fullWidth
            size="md"
            aria-label={t('vote.title')}
            value={decision}
            onChange={setDecision}
            data={[
              ...(isDone ? [{ value: '', label: t('vote.keep') }] : [{ value: '', label: t('vote.undecided') }]),
              ...(isDone ? [] : [{ value: 'approve', label: t('vote.approve') }]),
              { value: 'reject', label: t(isDone ? 'vote.takeBack' : 'vote.reject') },
            ]}
          />
          {decision === '' && !isDone ? <Text c="dimmed">{t('vote.undecidedText')}</Text> : null}
          {decision === 'approve' && !isDone ? <ApproveForm one={one} /> : null}
          {decision === 'reject' ? <RejectForm one={one} onDone={() => setDecision('')} /> : null}
        </Stack>
      )}
    </SectionCard>
  );
}
