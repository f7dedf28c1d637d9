import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { type CaseView, LIMITS, unlockAnswer } from '@wardkeep/protocol';
import { ConfirmByHold, ErrorNotice } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../api/use-act.js';

interface Props {
  readonly one: CaseView;
  readonly backup: CaseView['backups'][number];
  readonly onClose: () => void;
}

/** Agrees to more guesses at the memorable information of one backup. */
export function UnlockForm({ one, backup, onClose }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const most = LIMITS.guessLimitMaximum;
  const [limit, setLimit] = useState(Math.min(backup.guesses.limit + 5, most));
  const unlock = useAct('unlock', unlockAnswer, { touches: ['case'], done: t('unlock.done'), onDone: onClose });
  const body = { manifestId: backup.manifestId, path: one.path, limit };
  return (
    <Stack gap="sm">
      <Text size="sm">{t('unlock.text')}</Text>
      <NumberInput
        label={t('unlock.limit')}
        description={t('unlock.limitHint', { most })}
        min={backup.guesses.limit + 1}
        max={most}
        value={limit}
        onChange={(value) => setLimit(Number(value))}
      />
      <ErrorNotice error={unlock.error} />
      <ConfirmByHold
        label={t('unlock.submit')}
        loading={unlock.isPending}
        disabled={limit <= backup.guesses.limit || limit > most}
        onConfirm={() => unlock.mutate({ params: { claimId: one.claimId }, body })}
      />
      <Group>
        <Button variant="subtle" size="sm" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
