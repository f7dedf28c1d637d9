import { Alert } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import { Icon } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';

/** Tells owners that their federation ends, and what to do about it; nothing otherwise. */
export function WindingDownNotice({ federation }: { readonly federation: FederationView }): React.JSX.Element | null {
  const { t } = useTranslation();
  if (!federation.isWindingDown) return null;
  return (
    <Alert color="yellow" variant="light" icon={<Icon name="warning" />} title={t('federation.windingDown')}>
      {t('federation.windingDownText', { federation: federation.name })}
    </Alert>
  );
}
