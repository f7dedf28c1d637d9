import { Alert, PasswordInput, Stack, Text } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import type { IdentityInput } from '@wardkeep/protocol';
import { Icon } from '@wardkeep/ui';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BackAndNext } from '../shell/back-and-next.js';
import { isSameMemorable } from './draft.js';
import { StrengthMeter } from './strength-meter.js';
import { strengthOf } from './strength.js';

/** Asks for what only the owner remembers. */
export interface MemorableStepProps {
  readonly identity: IdentityInput;
  readonly federation: FederationView;
  readonly onBack: () => void;
  readonly onDone: (memorable: string) => void;
}

/** The memorable information, with what it withstands. */
export function MemorableStep({ identity, federation, onBack, onDone }: MemorableStepProps): React.JSX.Element {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const strength = useMemo(() => strengthOf(text, identity), [text, identity]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (strength.kind === 'assessed') onDone(text);
      }}
    >
      <Stack gap="lg">
        <PasswordInput
          label={t('memorable.label')}
          description={t('memorable.hint')}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('memorable.show') }}
        />
        <StrengthMeter strength={strength} federation={federation} />
        <Alert variant="light" icon={<Icon name="info" />}>
          {t('memorable.nobodyKnows')}
        </Alert>
        <BackAndNext onBack={onBack} disabled={strength.kind !== 'assessed'} />
      </Stack>
    </form>
  );
}

/** Asks for it again, without what was typed before in sight. */
export function RehearsalStep(props: {
  readonly memorable: string;
  readonly onBack: () => void;
  readonly onDone: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSameMemorable(props.memorable, text)) props.onDone();
        else setWrong(true);
      }}
    >
      <Stack gap="lg">
        <PasswordInput
          label={t('rehearsal.label')}
          description={t('rehearsal.hint')}
          autoComplete="off"
          value={text}
          error={isWrong ? t('rehearsal.wrong') : null}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }}
          visibilityToggleButtonProps={{ 'aria-label': t('memorable.show') }}
        />
        <Text size="sm" c="dimmed">
          {t('rehearsal.spaces')}
        </Text>
        <BackAndNext onBack={props.onBack} disabled={text === ''} />
      </Stack>
    </form>
  );
}
