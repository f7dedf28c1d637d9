import { Page } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { SignInForm } from './sign-in-form.js';

/** Shown to whoever is not logged in. */
export function SignInPage({ nodeName }: { readonly nodeName: string }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Page title={t('signIn.title')}>
      <div className="ward-card">
        <SignInForm intro={nodeName === '' ? t('signIn.intro') : t('signIn.introNode', { node: nodeName })} />
      </div>
    </Page>
  );
}
