import { Button, Group, Stack, Text } from '@mantine/core';
import type { CaseView } from '@wardkeep/protocol';
import { ConfirmByHold, ErrorNotice } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { CheckFields, documentsOf, EMPTY_CHECK } from './check-fields.js';
import { EMPTY_IDENTITY, IdentityFields, identityOf, isIdentityTyped } from './identity-fields.js';

interface Props {
  readonly one: CaseView;
  readonly backup: CaseView['backups'][number];
  readonly onClose: () => void;
}

/** After the claimant was met a second time: agrees that the owner key is in the wrong hands, so that its veto no longer counts. */
export function OverrideForm({ one, backup, onClose }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const [identity, setIdentity] = useState(EMPTY_IDENTITY);
  const [check, setCheck] = useState(EMPTY_CHECK);
  const override = useAct('override', nothing, { touches: ['case'], done: t('override.done'), onDone: onClose });
  const documents = documentsOf(check);
  const isReady = isIdentityTyped(identity) && check.method !== '' && documents.length > 0;
  const body = { backupId: backup.backupId, identity: identityOf(identity), method: check.method, documents };
  return (
    <Stack gap="sm">
      <Text size="sm">{t('override.text')}</Text>
      <IdentityFields value={identity} onChange={setIdentity} />
      <CheckFields value={check} onChange={setCheck} />
      <ErrorNotice error={override.error} />
      <ConfirmByHold
        label={t('override.submit')}
        color="red.9"
        loading={override.isPending}
        disabled={!isReady}
        onConfirm={() => override.mutate({ params: { claimId: one.claimId }, body })}
      />
      <Group>
        <Button variant="subtle" size="sm" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
