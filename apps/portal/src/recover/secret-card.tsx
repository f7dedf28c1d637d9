import { Button, Group, Text } from '@mantine/core';
import type { BackupSecret } from '@wardkeep/protocol';
import { Icon, SectionCard, useFormat } from '@wardkeep/ui';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../device/save-file.js';

/** How long a secret stays on the screen, and in the clipboard, milliseconds. */
const SHOWN_MS = 60_000;
/** Longer texts are for programs. */
const SHOWN_BYTES = 100_000;

/** The secret as text; null for what is no text. */
function asText(secret: BackupSecret): string | null {
  if (secret.bytes.length > SHOWN_BYTES) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(secret.bytes.reveal());
  } catch {
    return null;
  }
}

/** One secret: hidden until asked for; hides itself again. */
export function SecretCard({ secret }: { readonly secret: BackupSecret }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState<string | null>(null);
  const [isCopied, setCopied] = useState(false);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  useEffect(() => {
    const running = timers.current;
    return () => running.forEach(clearTimeout);
  }, []);
  const later = (work: () => void): void => {
    timers.current.push(setTimeout(work, SHOWN_MS));
  };
  const isText = secret.kind !== 'file' && asText(secret) !== null;
  const show = (): void => {
    setShown(asText(secret));
    later(() => setShown(null));
  };
  const copy = async (): Promise<void> => {
    const text = asText(secret);
    if (text === null) return;
    await navigator.clipboard.writeText(text);
    setCopied(true);
    later(() => {
      setCopied(false);
      // Browsers refuse this while the page is not looked at; then the person has been told to do it.
      navigator.clipboard.writeText('').catch(() => undefined);
    });
  };
  const download = (): void => {
    const name = secret.kind === 'file' ? secret.label : `${secret.label}.txt`;
    saveFile(name, 'application/octet-stream', new Uint8Array(secret.bytes.reveal()));
  };
  return (
    <SectionCard title={secret.label} text={format.bytes(secret.bytes.length)}>
      {shown === null ? null : (
        <>
          <pre className="portal-secret" translate="no" tabIndex={0} aria-label={secret.label}>
            {shown}
          </pre>
          <Text size="sm" c="dimmed">
            {t('recovered.hidesItself')}
          </Text>
        </>
      )}
      <Group gap="sm">
        {isText ? (
          <>
            <Button leftSection={<Icon name="eye" />} onClick={() => (shown === null ? show() : setShown(null))}>
              {t(shown === null ? 'recovered.show' : 'recovered.hide')}
            </Button>
            <Button variant="light" leftSection={<Icon name="copy" />} onClick={() => void copy()}>
              {t('recovered.copy')}
            </Button>
          </>
        ) : null}
        <Button variant="default" leftSection={<Icon name="download" />} onClick={download}>
          {t('recovered.download')}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {isCopied ? t('recovered.copied') : ''}
      </Text>
    </SectionCard>
  );
}
