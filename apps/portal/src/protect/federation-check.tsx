import { Alert, Anchor, Checkbox, Stack, Text } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import { Icon, SectionCard, SixWords } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BackAndNext } from '../shell/back-and-next.js';
import { WindingDownNotice } from '../shell/winding-down-notice.js';

/** Shows a federation before it is relied on. */
export interface FederationCheckProps {
  readonly federation: FederationView;
  /** Nothing vouches for it but the words: they must be compared. */
  readonly mustCompare: boolean;
  readonly onBack: () => void;
  readonly onDone: () => void;
  readonly loading?: boolean;
}

/** Name, guardians and fingerprint of a federation, to be compared by telephone. */
export function FederationCheck(props: FederationCheckProps): React.JSX.Element {
  const { t } = useTranslation();
  const { federation, mustCompare, onBack, onDone, loading = false } = props;
  const [isCompared, setCompared] = useState(false);
  return (
    <Stack gap="lg">
      <WindingDownNotice federation={federation} />
      <SectionCard
        title={federation.name}
        text={t('federation.rule', {
          guardians: federation.size.guardians,
          approvals: federation.size.approvalThreshold,
        })}
      >
        <GuardianContacts federation={federation} />
      </SectionCard>
      <SectionCard title={t('federation.fingerprint')} text={t('federation.fingerprintText')}>
        <SixWords words={federation.fingerprint} label={t('federation.fingerprint')} />
        <Alert color="yellow" variant="light" icon={<Icon name="warning" />}>
          {t('federation.otherWords')}
        </Alert>
        <Checkbox
          size="md"
          label={t(mustCompare ? 'federation.compared' : 'federation.comparedOrKnown')}
          checked={isCompared}
          onChange={(event) => setCompared(event.currentTarget.checked)}
        />
      </SectionCard>
      <BackAndNext onBack={onBack} onNext={onDone} disabled={!isCompared} loading={loading} />
    </Stack>
  );
}

const isMail = (contact: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact);
const isPhone = (contact: string): boolean => /^\+?[\d ()-]{6,}$/.test(contact);

/** A contact, as a link where it is an address or a number. */
export function Contact({ contact }: { readonly contact: string }): React.JSX.Element {
  if (isMail(contact)) return <Anchor href={`mailto:${contact}`}>{contact}</Anchor>;
  if (isPhone(contact)) return <Anchor href={`tel:${contact.replace(/[^+\d]/g, '')}`}>{contact}</Anchor>;
  return <Text component="span">{contact}</Text>;
}

/** Guardians with how to reach each. */
export function GuardianContacts({ federation }: { readonly federation: FederationView }): React.JSX.Element {
  return (
    <ul className="portal-rows">
      {federation.guardians.map(({ index, name, contact }) => (
        <li key={index}>
          <Text component="span" fw={600}>
            {name}
          </Text>
          <Contact contact={contact} />
        </li>
      ))}
    </ul>
  );
}
