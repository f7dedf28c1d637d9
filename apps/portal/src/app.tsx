import { BrowserError, browserSupport } from '@wardkeep/client/browser';
import { ErrorNotice, Page } from '@wardkeep/ui';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';
import { Frame } from './shell/frame.js';
import { Waiting } from './shell/waiting.js';
import { StartPage } from './start/start-page.js';

const ProtectPage = lazy(() => import('./protect/protect-page.js'));
const EnrolmentPage = lazy(() => import('./protect/enrolment-page.js'));
const KitPage = lazy(() => import('./kit/kit-page.js'));
const BackupsPage = lazy(() => import('./backups/backups-page.js'));
const ChangePage = lazy(() => import('./backups/change-page.js'));
const DeletePage = lazy(() => import('./backups/delete-page.js'));
const MovePage = lazy(() => import('./backups/move-page.js'));
const RecoverPage = lazy(() => import('./recover/recover-page.js'));
const ClaimPage = lazy(() => import('./recover/claim-page.js'));

const { problem } = browserSupport();

/** Said before anything is asked of a person: this page could protect and recover nothing. */
function Unsupported({ code }: { readonly code: BrowserError['code'] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Page title={t('unsupported.title')} text={t('unsupported.text')}>
      <ErrorNotice error={new BrowserError(code, window.location.origin)} />
    </Page>
  );
}

/** The portal. */
export function App(): React.JSX.Element {
  if (problem !== null) {
    return (
      <Frame>
        <Unsupported code={problem} />
      </Frame>
    );
  }
  return (
    <Frame>
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/" element={<StartPage />} />
          <Route path="/protect" element={<ProtectPage />} />
          <Route path="/enrolments/:backupId" element={<EnrolmentPage />} />
          <Route path="/kit/:federationId" element={<KitPage />} />
          <Route path="/backups" element={<BackupsPage />} />
          <Route path="/backups/:backupId/change" element={<ChangePage />} />
          <Route path="/backups/:backupId/delete" element={<DeletePage />} />
          <Route path="/move" element={<MovePage />} />
          <Route path="/recover" element={<RecoverPage />} />
          <Route path="/claims/:claimId" element={<ClaimPage />} />
          <Route path="*" element={<Navigate replace to="/" />} />
        </Routes>
      </Suspense>
    </Frame>
  );
}
