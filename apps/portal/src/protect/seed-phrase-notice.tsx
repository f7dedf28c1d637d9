import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SeedPhraseCheck } from './seed-phrase.js';

/** What is right or wrong with the phrase so far. */
export interface SeedPhraseNoticeProps {
  readonly check: SeedPhraseCheck;
  /** For phrases of other lists, which cannot be checked. */
  readonly onKeepAsNote: () => void;
}

/** Says what to put right in a seed phrase; quiet while nothing is typed. */
export function SeedPhraseNotice({ check, onKeepAsNote }: SeedPhraseNoticeProps): React.JSX.Element {
  const { t } = useTranslation();
  const isWrong = check.status === 'unknown-words' || check.status === 'wrong-checksum';
  return (
    <Stack gap="xs" aria-live="polite">
      {check.status === 'unknown-words' ? (
        <Text c="var(--mantine-color-error)">
          {t('seed.unknownWords', {
            words: check.words.map(({ place, word }) => t('seed.word', { place, word })).join(', '),
          })}
        </Text>
      ) : null}
      {check.status === 'wrong-count' ? <Text c="dimmed">{t('seed.wrongCount', { count: check.count })}</Text> : null}
      {check.status === 'wrong-checksum' ? <Text c="var(--mantine-color-error)">{t('seed.wrongChecksum')}</Text> : null}
      {check.status === 'valid' ? (
        <Text fw={600} c="var(--mantine-color-ward-light-color)">
          {t('seed.valid', { count: check.count })}
        </Text>
      ) : null}
      {isWrong ? (
        <div>
          <Button variant="subtle" onClick={onKeepAsNote}>
            {t('seed.keepAsNote')}
          </Button>
        </div>
      ) : null}
    </Stack>
  );
}
