import { Group } from '@mantine/core';
import { ColorSchemeSwitch, Icon, LanguageSwitch } from '@wardkeep/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Around what is shown before anybody is logged in. */
export function OutsideFrame({ children }: { readonly children: ReactNode }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <>
      <header className="admin-header">
        <span className="admin-brand">
          <Icon name="shield" size={26} />
          {t('common.product')}
        </span>
        <Group gap="xs" ml="auto" wrap="nowrap">
          <LanguageSwitch />
          <ColorSchemeSwitch />
        </Group>
      </header>
      <main className="admin-outside">{children}</main>
    </>
  );
}
