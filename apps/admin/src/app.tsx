import { Center, Loader, Modal } from '@mantine/core';
import { errorCode, ErrorNotice } from '@wardkeep/ui';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';
import { useAnswer, useFederation, useMe } from './api/queries.js';
import { SignInForm } from './modules/operators/sign-in-form.js';
import { SignInPage } from './modules/operators/sign-in-page.js';
import { StepUpProvider } from './modules/operators/step-up.js';
import { Frame } from './shell/frame.js';
import { OutsideFrame } from './shell/outside-frame.js';

const SetupPage = lazy(() => import('./modules/operators/setup-page.js'));
const InboxPage = lazy(() => import('./modules/claims/inbox-page.js'));
const CasePage = lazy(() => import('./modules/claims/case-page.js'));
const PracticePage = lazy(() => import('./modules/claims/practice-page.js'));
const MembersPage = lazy(() => import('./modules/members/members-page.js'));
const InvitesPage = lazy(() => import('./modules/invites/invites-page.js'));
const FederationPage = lazy(() => import('./modules/federation/federation-page.js'));
const FoundingPage = lazy(() => import('./modules/federation/founding-page.js'));
const LogPage = lazy(() => import('./modules/log/log-page.js'));
const OperatorsPage = lazy(() => import('./modules/operators/operators-page.js'));
const AccountPage = lazy(() => import('./modules/operators/account-page.js'));
const MailPage = lazy(() => import('./modules/mail/mail-page.js'));

function Waiting(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Center mih="40vh">
      <Loader role="status" aria-label={t('common.loading')} />
    </Center>
  );
}

/** Where a login starts: the cases, or the founding while there is no federation yet. */
function Start(): React.JSX.Element {
  const federation = useFederation();
  if (federation.isPending) return <Waiting />;
  if (federation.data === undefined) return <ErrorNotice error={federation.error} />;
  return <Navigate replace to={federation.data.sealed ? '/cases' : '/founding'} />;
}

function Screens(): React.JSX.Element {
  return (
    <Suspense fallback={<Waiting />}>
      <Routes>
        <Route path="/" element={<Start />} />
        <Route path="/cases" element={<InboxPage />} />
        <Route path="/cases/:claimId" element={<CasePage />} />
        <Route path="/practice" element={<PracticePage />} />
        <Route path="/members" element={<MembersPage />} />
        <Route path="/invites" element={<InvitesPage />} />
        <Route path="/federation" element={<FederationPage />} />
        <Route path="/founding" element={<FoundingPage />} />
        <Route path="/log" element={<LogPage />} />
        <Route path="/operators" element={<OperatorsPage />} />
        <Route path="/account" element={<AccountPage />} />
        <Route path="/mail" element={<MailPage />} />
        <Route path="*" element={<Navigate replace to="/" />} />
      </Routes>
    </Suspense>
  );
}

/** A login that ended while a screen was open: signing in again keeps what was typed on it. */
function SignInAgain(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Modal opened centered withCloseButton={false} onClose={() => undefined} title={t('signIn.againTitle')}>
      <SignInForm intro={t('signIn.againText')} />
    </Modal>
  );
}

/** The app: first run, sign-in, or the screens of whoever is logged in. */
export function App(): React.JSX.Element {
  const me = useMe();
  const isOut = errorCode(me.error) === 'UNAUTHENTICATED';
  const setup = useAnswer('setup', { isWanted: isOut && me.data === undefined });
  if (me.data !== undefined) {
    return (
      <StepUpProvider>
        <Frame me={me.data}>
          <Screens />
        </Frame>
        {isOut ? <SignInAgain /> : null}
      </StepUpProvider>
    );
  }
  if (me.isPending || (isOut && setup.isPending)) return <Waiting />;
  return (
    <OutsideFrame>
      <Suspense fallback={<Waiting />}>
        {isOut ? null : <ErrorNotice error={me.error} />}
        {isOut && setup.data?.needsOperator === true ? <SetupPage setup={setup.data} /> : null}
        {isOut && setup.data?.needsOperator !== true ? <SignInPage nodeName={setup.data?.nodeName ?? ''} /> : null}
      </Suspense>
    </OutsideFrame>
  );
}
