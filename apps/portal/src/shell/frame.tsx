import { ColorSchemeSwitch, Icon, LanguageSwitch } from '@wardkeep/ui';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';

/** Header and content of every screen. */
export function Frame({ children }: { readonly children: ReactNode }): React.JSX.Element {
  const { t } = useTranslation();
  const place = useLocation().pathname;
  useEffect(() => {
    // In a block: some browsers answer with a promise, which is no clean-up.
    window.scrollTo(0, 0);
  }, [place]);
  return (
    <>
      <button
        type="button"
        className="ward-skip"
        onClick={() => document.querySelector<HTMLElement>('#content h1')?.focus()}
      >
        {t('shell.skip')}
      </button>
      <header className="portal-header ward-no-print">
        <Link to="/" className="portal-brand">
          <Icon name="shield" size={26} />
          {t('shell.product')}
        </Link>
        <LanguageSwitch />
        <ColorSchemeSwitch />
      </header>
      <main className="portal-main" id="content">
        {children}
      </main>
    </>
  );
}
