import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { CYRILLIC_LANGUAGES, type VoteRequest } from '@wardkeep/protocol';
import { useTranslation } from 'react-i18next';

/** An identity while it is typed. */
export interface IdentityDraft {
  readonly surname: string;
  readonly givenNames: string;
  readonly dateOfBirth: string;
  /** Empty unless the name is in Cyrillic letters of one of these languages. */
  readonly cyrillicLanguage: string;
}
type Identity = Extract<VoteRequest, { decision: 'approve' }>['identity'];

export const EMPTY_IDENTITY: IdentityDraft = { surname: '', givenNames: '', dateOfBirth: '', cyrillicLanguage: '' };

/** What is sent of a draft. */
export function identityOf(draft: IdentityDraft): Identity {
  const language = CYRILLIC_LANGUAGES.find((one) => one === draft.cyrillicLanguage);
  return {
    surname: draft.surname.trim(),
    givenNames: draft.givenNames.trim(),
    dateOfBirth: draft.dateOfBirth,
    ...(language === undefined ? {} : { cyrillicLanguage: language }),
  };
}

/** Whether everything that a person has is there. */
export const isIdentityTyped = (draft: IdentityDraft): boolean =>
  draft.surname.trim() + draft.givenNames.trim() !== '' && /^\d{4}-\d{2}-\d{2}$/.test(draft.dateOfBirth);

interface Props {
  readonly value: IdentityDraft;
  readonly onChange: (value: IdentityDraft) => void;
}

/** Surname, given names and date of birth, as the papers have them. */
export function IdentityFields({ value, onChange }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const isCyrillic = /\p{Script=Cyrillic}/u.test(value.surname + value.givenNames);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput
        label={t('identity.surname')}
        autoComplete="off"
        maxLength={200}
        value={value.surname}
        onChange={(event) => onChange({ ...value, surname: event.currentTarget.value })}
      />
      <TextInput
        label={t('identity.givenNames')}
        autoComplete="off"
        maxLength={200}
        value={value.givenNames}
        onChange={(event) => onChange({ ...value, givenNames: event.currentTarget.value })}
      />
      <TextInput
        label={t('identity.dateOfBirth')}
        type="date"
        max="9999-12-31"
        value={value.dateOfBirth}
        onChange={(event) => onChange({ ...value, dateOfBirth: event.currentTarget.value })}
      />
      {isCyrillic ? (
        <NativeSelect
          size="md"
          label={t('identity.cyrillic')}
          value={value.cyrillicLanguage}
          data={[
            { value: '', label: t('identity.cyrillicOther') },
            ...CYRILLIC_LANGUAGES.map((code) => ({ value: code, label: t(`identity.languages.${code}`) })),
          ]}
          onChange={(event) => onChange({ ...value, cyrillicLanguage: event.currentTarget.value })}
        />
      ) : null}
    </SimpleGrid>
  );
}
