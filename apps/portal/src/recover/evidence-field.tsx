import { Button, FileButton, Stack, Text } from '@mantine/core';
import type { EvidenceInput } from '@wardkeep/protocol';
import { Icon, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readEvidence, type EvidenceFault } from './evidence.js';

/** A document with the name that its owner knows it by; the name stays on this device. */
export interface NamedEvidence {
  readonly name: string;
  readonly input: EvidenceInput;
}

/** Documents for the guardians: PDF, PNG or JPEG. */
export function EvidenceField(props: {
  readonly documents: readonly NamedEvidence[];
  readonly onChange: (documents: readonly NamedEvidence[]) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { documents, onChange } = props;
  const [fault, setFault] = useState<EvidenceFault | null>(null);
  const add = async (files: readonly File[]): Promise<void> => {
    setFault(null);
    const taken = [...documents];
    for (const file of files) {
      const read = readEvidence(new Uint8Array(await file.arrayBuffer()), taken.length);
      if (typeof read === 'string') setFault(read);
      else taken.push({ name: file.name, input: read });
    }
    onChange(taken);
  };
  return (
    <Stack gap="xs">
      <Text fw={600}>{t('evidence.title')}</Text>
      <Text size="sm" c="dimmed">
        {t('evidence.text')}
      </Text>
      <ul className="portal-rows">
        {documents.map(({ name, input }, at) => (
          <li key={`${String(at)}-${name}`}>
            <span>
              {name} ({format.bytes(input.bytes.length)})
            </span>
            <Button
              variant="subtle"
              color="red"
              onClick={() => onChange(documents.filter((_, other) => other !== at))}
              aria-label={t('evidence.removeNamed', { name })}
            >
              {t('evidence.remove')}
            </Button>
          </li>
        ))}
      </ul>
      {fault === null ? null : (
        <Text role="alert" c="var(--mantine-color-error)">
          {t(`evidence.faults.${fault}`)}
        </Text>
      )}
      <div>
        <FileButton multiple accept="application/pdf,image/png,image/jpeg" onChange={(files) => void add(files)}>
          {(button) => (
            <Button {...button} variant="default" leftSection={<Icon name="file" />}>
              {t('evidence.add')}
            </Button>
          )}
        </FileButton>
      </div>
    </Stack>
  );
}
