import { Center, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Stands where a screen is still on its way. */
export function Waiting(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Center mih="40vh">
      <Loader role="status" aria-label={t('shell.loading')} />
    </Center>
  );
}
