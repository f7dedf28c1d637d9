import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { VOTE_METHODS, type CaseView } from '@wardkeep/protocol';
import { ConfirmByHold, ErrorNotice } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { DOCUMENT_CHARACTERS } from './check-fields.js';

/** Written into the signed vote in English: all guardians read it. */
const REASONS = [
  'not the person',
  'papers do not match',
  'words do not match',
  'could not be reached',
  'under pressure',
];

/** A rejection with its reason, which is signed with it. */
export function RejectForm(props: { readonly one: CaseView; readonly onDone: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const [method, setMethod] = useState('');
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const vote = useAct('vote', nothing, { touches: ['case', 'cases'], done: t('vote.sent'), onDone: props.onDone });
  const documents = [reason, note.trim().normalize('NFC')].filter((line) => line !== '');
  return (
    <Stack>
      <Radio.Group label={t('vote.reason')} value={reason} onChange={setReason} description={t('vote.reasonText')}>
        <Stack gap="xs" mt="xs">
          {REASONS.map((one) => (
            <Radio key={one} value={one} label={t(`reasons.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={t('vote.reasonNote')}
        maxLength={DOCUMENT_CHARACTERS}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Radio.Group label={t('vote.method')} value={method} onChange={setMethod}>
        <Stack gap="xs" mt="xs">
          {VOTE_METHODS.map((one) => (
            <Radio key={one} value={one} label={t(`method.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <ErrorNotice error={vote.error} />
      {documents.length > 0 && method !== '' ? null : (
        <Text size="sm" c="dimmed" role="status">
          {t('vote.rejectMissing')}
        </Text>
      )}
      <ConfirmByHold
        label={t('vote.rejectNow')}
        color="red.9"
        disabled={documents.length === 0 || method === ''}
        loading={vote.isPending}
        onConfirm={() =>
          vote.mutate({
            params: { claimId: props.one.claimId },
            body: { decision: 'reject', method, documents },
          })
        }
      />
    </Stack>
  );
}
