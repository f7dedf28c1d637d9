import { Button, Stack, TextInput } from '@mantine/core';
import { requestPersistence, type FederationView } from '@wardkeep/client/browser';
import { ErrorNotice, Page } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { GuardianProgress } from '../device/guardian-progress.js';
import { useOverview } from '../device/use-overview.js';
import { useTask } from '../device/use-task.js';
import { NOBODY, type Person } from '../protect/draft.js';
import { FederationCheck } from '../protect/federation-check.js';
import { IdentityForm } from '../protect/identity-form.js';
import { InviteStep } from '../protect/invite-step.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';
import { EvidenceField, type NamedEvidence } from './evidence-field.js';

type Place =
  | { readonly step: 'find' }
  /** `invite` leads to a federation that only its own node vouches for; it is joined once the words were compared. */
  | { readonly step: 'check'; readonly federation: FederationView; readonly invite: string | null }
  | { readonly step: 'identity'; readonly federation: FederationView };

/** Opens a claim. */
export default function RecoverPage(): React.JSX.Element {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const overview = useOverview();
  const task = useTask();
  const [place, setPlace] = useState<Place>({ step: 'find' });
  const [person, setPerson] = useState<Person>(NOBODY);
  const [documents, setDocuments] = useState<readonly NamedEvidence[]>([]);
  const [code, setCode] = useState('');
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  const joinFound = (invite: string): void => {
    void task.run(async (client, options) => {
      setPlace({ step: 'identity', federation: await client.join(invite, options) });
    });
  };
  const open = (federation: FederationView, who: Person): void => {
    setPerson(who);
    void task.run(async (client, options) => {
      const { claimId } = await client.openClaim(
        {
          federationId: federation.federationId,
          identity: who.identity,
          contact: who.contact,
          evidence: documents.map(({ input }) => input),
          ...(code.trim() === '' ? {} : { admissionCode: code.trim() }),
        },
        options,
      );
      void requestPersistence();
      await navigate(`/claims/${claimId}`);
    });
  };
  if (place.step === 'find') {
    return (
      <Page key="find" title={t('recover.findTitle')} text={t('recover.findText')}>
        <InviteStep
          overview={overview.data}
          onJoined={(federation, isKnown) =>
            setPlace(isKnown ? { step: 'identity', federation } : { step: 'check', federation, invite: null })
          }
          onFound={(federation, invite) => setPlace({ step: 'check', federation, invite })}
        />
      </Page>
    );
  }
  const { federation } = place;
  if (place.step === 'check') {
    const { invite } = place;
    return (
      <Page key="check" title={t('join.checkTitle')} text={t('recover.checkText')}>
        <ErrorNotice error={task.error} />
        <FederationCheck
          federation={federation}
          mustCompare={invite !== null}
          loading={task.isRunning}
          onBack={() => setPlace({ step: 'find' })}
          onDone={() => {
            if (invite === null) setPlace({ step: 'identity', federation });
            else joinFound(invite);
          }}
        />
      </Page>
    );
  }
  if (task.isRunning) {
    return (
      <Page key="run" title={t('recover.runTitle')} text={t('recover.runText')}>
        <GuardianProgress progress={task.progress} federation={federation} />
      </Page>
    );
  }
  return (
    <Page key="identity" title={t('recover.identityTitle')} text={t('recover.identityText')}>
      <ErrorNotice error={task.error} />
      <IdentityForm
        initial={person}
        contactHint={t('recover.contactHint')}
        next={t('recover.open')}
        onBack={() => setPlace({ step: 'find' })}
        onDone={(who) => open(federation, who)}
      >
        <details className="portal-details">
          <summary>{t('recover.more')}</summary>
          <Stack gap="lg">
            <EvidenceField documents={documents} onChange={setDocuments} />
            <TextInput
              label={t('recover.code')}
              description={t('recover.codeHint')}
              value={code}
              autoComplete="off"
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          </Stack>
        </details>
      </IdentityForm>
      {task.error === null ? null : (
        <Button variant="subtle" onClick={task.reset}>
          {t('shell.hideError')}
        </Button>
      )}
    </Page>
  );
}
