import { Checkbox, Radio, Stack, TextInput } from '@mantine/core';
import { VOTE_METHODS, type VoteRequest } from '@wardkeep/protocol';
import { useTranslation } from 'react-i18next';

/** How somebody was checked, while it is filled in. */
export interface CheckDraft {
  readonly method: VoteRequest['method'] | '';
  readonly documents: readonly string[];
  readonly other: string;
}
export const EMPTY_CHECK: CheckDraft = { method: '', documents: [], other: '' };

/** Written into the signed statement in English, whatever language the page speaks: all guardians read it. */
const DOCUMENTS = ['passport', 'identity card', 'driving licence', 'residence permit', 'death certificate'] as const;

/** Longest name of a document in a vote. */
export const DOCUMENT_CHARACTERS = 80;

/** Documents as they go into the vote. */
export function documentsOf({ documents, other }: CheckDraft): string[] {
  const typed = other.trim().normalize('NFC');
  return typed === '' ? [...documents] : [...documents, typed];
}

interface Props {
  readonly value: CheckDraft;
  readonly onChange: (value: CheckDraft) => void;
}

/** How the claimant was met, and which papers were seen. */
export function CheckFields({ value, onChange }: Props): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Stack>
      <Radio.Group
        label={t('vote.method')}
        value={value.method}
        onChange={(method) => onChange({ ...value, method: VOTE_METHODS.find((one) => one === method) ?? '' })}
      >
        <Stack gap="xs" mt="xs">
          {VOTE_METHODS.map((method) => (
            <Radio key={method} value={method} label={t(`method.${method}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox.Group
        label={t('vote.documents')}
        value={[...value.documents]}
        onChange={(documents) => onChange({ ...value, documents })}
      >
        <Stack gap="xs" mt="xs">
          {DOCUMENTS.map((document) => (
            <Checkbox key={document} value={document} label={t(`documents.${document}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <TextInput
        label={t('vote.otherDocument')}
        description={t('vote.otherDocumentHint')}
        maxLength={DOCUMENT_CHARACTERS}
        value={value.other}
        onChange={(event) => onChange({ ...value, other: event.currentTarget.value })}
      />
    </Stack>
  );
}
