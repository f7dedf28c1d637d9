import { Button, FileButton, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { SecretBytes } from '@wardkeep/crypto';
import { Icon, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BackAndNext } from '../shell/back-and-next.js';
import type { DraftSecret } from './draft.js';
import { checkSeedPhrase, tidySeedPhrase } from './seed-phrase.js';
import { SeedPhraseNotice } from './seed-phrase-notice.js';

/** Asks what is to be protected. */
export interface SecretStepProps {
  /** Largest file, bytes. */
  readonly limit: number;
  /** What it was called so far. */
  readonly label?: string | undefined;
  readonly onBack?: (() => void) | undefined;
  readonly onDone: (secret: DraftSecret) => void;
}

const KINDS = ['bip39', 'file', 'note'] as const;
type Kind = (typeof KINDS)[number];

const encode = (text: string): SecretBytes => SecretBytes.from(new TextEncoder().encode(text));

/** A seed phrase, a file or a note. */
export function SecretStep({ limit, label: former = '', onBack, onDone }: SecretStepProps): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const [kind, setKind] = useState<Kind>('bip39');
  const [text, setText] = useState('');
  const [label, setLabel] = useState(former);
  const [file, setFile] = useState<File | null>(null);
  const [isOver, setOver] = useState(false);
  const [wasSent, setSent] = useState(false);
  const check = checkSeedPhrase(text);
  const tooLarge = kind === 'file' && file !== null && file.size > limit;
  const isReady =
    kind === 'bip39' ? check.status === 'valid' : kind === 'note' ? text.trim() !== '' : file !== null && !tooLarge;
  const send = async (): Promise<void> => {
    setSent(true);
    if (!isReady) return;
    const named = label.trim();
    if (kind === 'file') {
      if (file === null) return;
      const bytes = new Uint8Array(await file.arrayBuffer());
      const secret = SecretBytes.from(bytes);
      bytes.fill(0);
      onDone({ kind, label: named === '' ? file.name.slice(0, 200) : named, bytes: secret });
      return;
    }
    const kept = kind === 'bip39' ? tidySeedPhrase(text) : text;
    setText('');
    onDone({ kind, label: named === '' ? t(`secret.names.${kind}`) : named, bytes: encode(kept) });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="lg">
        <Radio.Group label={t('secret.kind')} value={kind} onChange={(value) => setKind(value)}>
          <Stack gap="xs" mt="xs">
            {KINDS.map((each) => (
              <Radio
                key={each}
                size="md"
                value={each}
                label={t(`secret.kinds.${each}`)}
                description={t(`secret.kindHints.${each}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {kind === 'file' ? (
          <div
            className="portal-drop"
            data-over={isOver}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              setFile(event.dataTransfer.files[0] ?? null);
            }}
          >
            <Icon name="upload" size={28} />
            <FileButton onChange={setFile}>
              {(button) => (
                <Button {...button} variant="light" size="lg">
                  {t('secret.chooseFile')}
                </Button>
              )}
            </FileButton>
            <Text role="status" fw={file === null ? 400 : 600} style={{ overflowWrap: 'anywhere' }}>
              {file === null
                ? t('secret.noFile', { limit: format.bytes(limit) })
                : t('secret.chosenFile', { name: file.name, size: format.bytes(file.size) })}
            </Text>
            {tooLarge ? (
              <Text role="alert" c="var(--mantine-color-error)">
                {t('secret.tooLarge', { limit: format.bytes(limit) })}
              </Text>
            ) : null}
          </div>
        ) : (
          <Textarea
            label={t(`secret.texts.${kind}`)}
            description={t(`secret.textHints.${kind}`)}
            autosize
            minRows={4}
            maxRows={12}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            maxLength={100_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {kind === 'bip39' ? <SeedPhraseNotice check={check} onKeepAsNote={() => setKind('note')} /> : null}
        <TextInput
          label={t('secret.label')}
          description={t('secret.labelHint')}
          value={label}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {wasSent && !isReady && !tooLarge ? (
          <Text role="alert" c="var(--mantine-color-error)">
            {t(`secret.missing.${kind === 'bip39' && check.status === 'empty' ? 'phrase' : kind}`)}
          </Text>
        ) : null}
        <BackAndNext onBack={onBack} />
      </Stack>
    </form>
  );
}
