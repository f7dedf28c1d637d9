import { Page } from '@wardkeep/ui';
import { Button, Stack } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOverview } from '../device/use-overview.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';
import { FederationCheck } from './federation-check.js';
import { InviteStep } from './invite-step.js';
import { ProtectSteps } from './protect-steps.js';

type Place =
  | { readonly step: 'invite' }
  | { readonly step: 'check'; readonly federation: FederationView }
  | { readonly step: 'protect'; readonly federation: FederationView };

/** Join a federation and leave a backup with it. */
export default function ProtectPage(): React.JSX.Element {
  const { t } = useTranslation();
  const overview = useOverview();
  const [place, setPlace] = useState<Place>({ step: 'invite' });
  const toInvite = (): void => setPlace({ step: 'invite' });
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  if (place.step === 'protect') {
    const { federation } = place;
    return <ProtectSteps federation={federation} onBack={() => setPlace({ step: 'check', federation })} />;
  }
  if (place.step === 'check') {
    const { federation } = place;
    if (federation.isWindingDown) {
      return (
        <Page
          key="ending"
          title={t('join.windingDownTitle')}
          text={t('join.windingDownText', { federation: federation.name })}
        >
          <Stack gap="sm">
            <Button size="lg" onClick={toInvite}>
              {t('join.otherInvite')}
            </Button>
            <Button size="lg" variant="default" component={Link} to="/">
              {t('shell.toStart')}
            </Button>
          </Stack>
        </Page>
      );
    }
    const mayEnrol = federation.canEnrol || federation.policies.openEnrolment;
    if (!mayEnrol) {
      return (
        <Page key="closed" title={t('join.needsInviteTitle')} text={t('join.needsInviteText')}>
          <Button size="lg" onClick={toInvite}>
            {t('join.otherInvite')}
          </Button>
        </Page>
      );
    }
    return (
      <Page key="check" title={t('join.checkTitle')} text={t('join.checkText')}>
        <FederationCheck
          federation={federation}
          mustCompare={false}
          onBack={toInvite}
          onDone={() => setPlace({ step: 'protect', federation })}
        />
      </Page>
    );
  }
  return (
    <Page key="invite" title={t('join.title')} text={t('join.text')}>
      <InviteStep overview={overview.data} onJoined={(federation) => setPlace({ step: 'check', federation })} />
    </Page>
  );
}
