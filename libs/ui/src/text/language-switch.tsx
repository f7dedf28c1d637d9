import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language, setLanguage } from './language.js';

/** Chooses the language; remembered on this device. */
export function LanguageSwitch(): React.JSX.Element {
  const { t, i18n } = useTranslation('ui');
  return (
    <NativeSelect
      size="sm"
      w={120}
      aria-label={t('language')}
      value={i18n.language}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      onChange={(event) => void setLanguage(event.currentTarget.value as Language)}
    />
  );
}
