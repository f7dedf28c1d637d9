import { ActionIcon, Alert, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MeAnswer } from '@wardkeep/protocol';
import { ColorSchemeSwitch, Icon, LanguageSwitch } from '@wardkeep/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useLiveUpdates } from '../api/events.js';
import { useCard } from '../api/queries.js';
import { send } from '../api/request.js';
import { Navigation } from './navigation.js';

function AccountMenu({ me }: { readonly me: MeAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const leave = async (): Promise<void> => {
    await send('logOut').catch(() => undefined);
    queries.clear();
    window.location.reload();
  };
  return (
    // Within the header: what stands outside all landmarks is passed over by screen readers.
    <Menu position="bottom-end" width={220} withInitialFocusPlaceholder={false} withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('shell.account', { name: me.name })}>
          <Icon name="people" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.loggedInAs', { name: me.name, role: t(`roles.${me.role}`) })}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<Icon name="key" size={16} />}>
          {t('account.title')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="exit" size={16} />} onClick={() => void leave()}>
          {t('shell.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Header, navigation and content of every screen after the login. */
export function Frame({ me, children }: { readonly me: MeAnswer; readonly children: ReactNode }): React.JSX.Element {
  const { t } = useTranslation();
  const isLive = useLiveUpdates(me.loginId ?? '');
  const card = useCard();
  const place = useLocation().pathname;
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === place;
  useEffect(() => {
    // In braces: newer browsers return a promise here, which is no clean-up.
    window.scrollTo(0, 0);
  }, [place]);
  return (
    <div className="admin-frame">
      <button
        type="button"
        className="ward-skip"
        onClick={() => document.querySelector<HTMLElement>('#content h1')?.focus()}
      >
        {t('shell.skip')}
      </button>
      <header className="admin-header">
        <ActionIcon
          className="admin-burger"
          variant="default"
          size={40}
          aria-expanded={isOpen}
          aria-controls="navigation"
          aria-label={t('shell.menu')}
          onClick={() => setOpenAt(isOpen ? null : place)}
        >
          <Icon name={isOpen ? 'cross' : 'menu'} />
        </ActionIcon>
        <Link to="/" className="admin-brand">
          <Icon name="shield" size={26} />
          <span>{t('common.product')}</span>
          <small>{card.data?.name}</small>
        </Link>
        <div style={{ display: 'flex', gap: 8, marginLeft: 'auto' }}>
          <span className="admin-wide">
            <LanguageSwitch />
          </span>
          <ColorSchemeSwitch />
          <AccountMenu me={me} />
        </div>
      </header>
      <Navigation isOpen={isOpen} role={me.role} />
      <main className="admin-main" id="content">
        {isLive ? null : (
          <Alert color="yellow" role="status" mb="md" icon={<Icon name="clock" />}>
            {t('shell.notLive')}
          </Alert>
        )}
        {children}
      </main>
    </div>
  );
}
