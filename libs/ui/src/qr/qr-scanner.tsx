import { Alert, Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../show/icon.js';
import { readQrFile } from './read-qr.js';
import { useCamera } from './use-camera.js';

/** Takes in a text by camera, by pasting or from a picture. */
export interface QrScannerProps {
  /** What is asked for: “Card of another guardian”. */
  readonly label: string;
  readonly description?: string;
  /** Called with the text, trimmed; what it throws is not caught. */
  readonly onText: (text: string) => void;
  /** Word on the button beside the pasted text. */
  readonly action?: string;
  /** What was wrong with the last text. */
  readonly error?: string | null;
}

const hasCamera = (): boolean => window.isSecureContext && 'mediaDevices' in navigator;

/** Scans a QR code by camera, reads it from a picture, or takes it as pasted text: every way leads to the same place. */
export function QrScanner({ label, description, onText, action, error = null }: QrScannerProps): React.JSX.Element {
  const { t } = useTranslation('ui');
  const [typed, setTyped] = useState('');
  const [isFilming, setFilming] = useState(false);
  const [isUnreadable, setUnreadable] = useState(false);
  const take = (text: string): void => {
    setFilming(false);
    setUnreadable(false);
    setTyped('');
    onText(text.trim());
  };
  const { video, isRefused } = useCamera(isFilming, take);
  const readFile = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const text = await readQrFile(file);
    if (text === null) setUnreadable(true);
    else take(text);
  };
  return (
    <Stack gap="sm">
      {isFilming && !isRefused ? (
        <video ref={video} className="ward-video" muted playsInline aria-label={t('cameraPicture')} />
      ) : null}
      {isRefused ? <Alert color="yellow">{t('cameraRefused')}</Alert> : null}
      {hasCamera() ? null : (
        <Text size="sm" c="dimmed">
          {t('cameraMissing')}
        </Text>
      )}
      <Group gap="sm">
        {hasCamera() ? (
          <Button variant="light" leftSection={<Icon name="camera" />} onClick={() => setFilming(!isFilming)}>
            {t(isFilming ? 'cameraOff' : 'cameraOn')}
          </Button>
        ) : null}
        <FileButton accept="image/*" onChange={(file) => void readFile(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<Icon name="file" />}>
              {t('pictureChoose')}
            </Button>
          )}
        </FileButton>
      </Group>
      {isUnreadable ? (
        <Text role="alert" c="var(--mantine-color-error)" size="sm">
          {t('pictureUnreadable')}
        </Text>
      ) : null}
      <Textarea
        label={label}
        description={description}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        error={error}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group>
        <Button variant="light" disabled={typed.trim() === ''} onClick={() => take(typed)}>
          {action ?? t('useText')}
        </Button>
      </Group>
    </Stack>
  );
}
