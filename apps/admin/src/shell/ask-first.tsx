import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Something that is not to be done by a stray click. */
export interface AskFirstProps {
  readonly label: string;
  /** For screen readers, where the label alone does not say of what. */
  readonly name?: string;
  readonly question: string;
  readonly yes: string;
  readonly loading: boolean;
  readonly onYes: () => void;
}

/** A button that asks before it acts. */
export function AskFirst({ label, name, question, yes, loading, onYes }: AskFirstProps): React.JSX.Element {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <div>
        <Button size="sm" variant="default" loading={loading} aria-label={name} onClick={() => setAsking(true)}>
          {label}
        </Button>
      </div>
    );
  }
  return (
    <Group gap="sm" role="group" aria-label={name ?? label}>
      <Text size="sm">{question}</Text>
      <Button
        size="sm"
        color="red.9"
        autoFocus
        onClick={() => {
          setAsking(false);
          onYes();
        }}
      >
        {yes}
      </Button>
      <Button size="sm" variant="default" onClick={() => setAsking(false)}>
        {t('common.cancel')}
      </Button>
    </Group>
  );
}
