import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.js';

/** Puts a text on the clipboard and says that it did. */
export function CopyText({ text, label }: { readonly text: string; readonly label?: string }): React.JSX.Element {
  const { t } = useTranslation('ui');
  const clipboard = useClipboard({ timeout: 2500 });
  return (
    <Button
      variant="default"
      size="sm"
      leftSection={<Icon name={clipboard.copied ? 'check' : 'copy'} size={16} />}
      onClick={() => clipboard.copy(text)}
    >
      <span aria-live="polite">{clipboard.copied ? t('copied') : (label ?? t('copy'))}</span>
    </Button>
  );
}
