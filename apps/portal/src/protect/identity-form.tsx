import { Alert, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { CYRILLIC_LANGUAGES, normalizeIdentity, ProtocolError, type CyrillicLanguage } from '@wardkeep/protocol';
import { ErrorNotice, Icon, useNow } from '@wardkeep/ui';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BackAndNext } from '../shell/back-and-next.js';
import type { Person } from './draft.js';

/** Asks who somebody is, as in their passport. */
export interface IdentityFormProps {
  readonly initial: Person;
  /** What the contact is for. */
  readonly contactHint: string;
  readonly onBack?: () => void;
  readonly onDone: (person: Person) => void;
  readonly next?: string | undefined;
  /** Further fields. */
  readonly children?: ReactNode;
}

const CYRILLIC = /\p{Script=Cyrillic}/u;

function readIdentity(identity: Person['identity'], now: number) {
  try {
    return { normalized: normalizeIdentity(identity, now), error: null };
  } catch (error) {
    if (error instanceof ProtocolError) return { normalized: null, error };
    throw error;
  }
}

/** Names, date of birth and contact; shows the form that everybody arrives at, to be compared with the passport. */
export function IdentityForm(props: IdentityFormProps): React.JSX.Element {
  const { t } = useTranslation();
  const [identity, setIdentity] = useState(props.initial.identity);
  const [contact, setContact] = useState(props.initial.contact);
  const [isSent, setSent] = useState(false);
  const now = useNow();
  const { normalized, error } = readIdentity(identity, now);
  const isTyped = identity.dateOfBirth !== '' && `${identity.surname}${identity.givenNames}`.trim() !== '';
  const isCyrillic = CYRILLIC.test(`${identity.surname}${identity.givenNames}`);
  const field = (name: 'surname' | 'givenNames' | 'dateOfBirth') => ({
    label: t(`identity.${name}`),
    value: identity[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      setIdentity({ ...identity, [name]: event.currentTarget.value });
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setSent(true);
        if (normalized !== null) props.onDone({ identity, contact: contact.trim() });
      }}
    >
      <Stack gap="lg">
        <TextInput {...field('surname')} description={t('identity.surnameHint')} autoComplete="family-name" />
        <TextInput {...field('givenNames')} description={t('identity.givenNamesHint')} autoComplete="given-name" />
        <TextInput {...field('dateOfBirth')} type="date" autoComplete="bday" />
        {isCyrillic ? (
          <NativeSelect
            label={t('identity.cyrillicLanguage')}
            description={t('identity.cyrillicHint')}
            value={identity.cyrillicLanguage ?? ''}
            data={[{ value: '', label: t('identity.cyrillicUnknown') }, ...CYRILLIC_LANGUAGES]}
            onChange={(event) => {
              const language = event.currentTarget.value;
              setIdentity({
                ...identity,
                cyrillicLanguage: language === '' ? undefined : (language as CyrillicLanguage),
              });
            }}
          />
        ) : null}
        <div aria-live="polite">
          {normalized === null ? null : (
            <section className="ward-card">
              <Text size="sm" c="dimmed">
                {t('identity.compare')}
              </Text>
              <Text fw={650} size="lg" translate="no" style={{ overflowWrap: 'anywhere' }}>
                {normalized.display}
              </Text>
              {normalized.warnings.map((warning) => (
                <Alert key={warning} color="yellow" variant="light" mt="sm" icon={<Icon name="info" />}>
                  {t(`identity.warnings.${warning}`)}
                </Alert>
              ))}
            </section>
          )}
        </div>
        {(isTyped || isSent) && normalized === null ? <ErrorNotice error={error} /> : null}
        <TextInput
          label={t('identity.contact')}
          description={props.contactHint}
          value={contact}
          maxLength={200}
          onChange={(event) => setContact(event.currentTarget.value)}
        />
        {props.children}
        <BackAndNext onBack={props.onBack} next={props.next} />
      </Stack>
    </form>
  );
}
