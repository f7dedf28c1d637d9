import { errorCode, errorDetail, ErrorNotice, Page } from '@wardkeep/ui';
import type { FederationView } from '@wardkeep/client/browser';
import type { BackupId } from '@wardkeep/protocol';
import { requestPersistence } from '@wardkeep/client/browser';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { GuardianProgress } from '../device/guardian-progress.js';
import { useFreshOverview } from '../device/use-overview.js';
import { useTask } from '../device/use-task.js';
import { BackAndNext } from '../shell/back-and-next.js';
import { NOBODY, type DraftSecret, type Person } from './draft.js';
import { IdentityForm } from './identity-form.js';
import { MemorableStep, RehearsalStep } from './memorable-step.js';
import { ReviewStep } from './review-step.js';
import { SecretStep } from './secret-step.js';

/** Everything from “what” to “done”, for a new backup or a new version of one. */
export interface ProtectStepsProps {
  readonly federation: FederationView;
  /** The backup that gets a new version; a new backup when left out. */
  readonly replaces?: { readonly backupId: BackupId; readonly label: string };
  /** Back from the first step. */
  readonly onBack?: () => void;
}

type Step = 'secret' | 'identity' | 'memorable' | 'rehearsal' | 'review' | 'run';

/** Bytes of a bundle beside the secret itself. */
const BUNDLE_ROOM = 64 * 1024;

/** One step per screen. What is typed lives here only, and is gone with the screen: nothing of it is stored. */
export function ProtectSteps({ federation, replaces, onBack }: ProtectStepsProps): React.JSX.Element {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const task = useTask();
  const freshOverview = useFreshOverview();
  const [step, setStep] = useState<Step>('secret');
  const [secret, setSecret] = useState<DraftSecret | null>(null);
  const [person, setPerson] = useState<Person>(NOBODY);
  const [memorable, setMemorable] = useState('');
  const held = useRef<DraftSecret | null>(null);
  useEffect(() => () => held.current?.bytes.wipe(), []);
  const keep = (next: DraftSecret): void => {
    held.current?.bytes.wipe();
    held.current = next;
    setSecret(next);
    setStep('identity');
  };
  const start = (): void => {
    setStep('run');
    void task.run(async (client, options) => {
      if (secret === null) return;
      const request = {
        federationId: federation.federationId,
        identity: person.identity,
        memorable,
        secrets: [secret],
        label: secret.label,
        ...(person.contact === '' ? {} : { contact: person.contact }),
      };
      try {
        const result = await (replaces === undefined
          ? client.enrol(request, options)
          : client.rotate({ ...request, backupId: replaces.backupId }, options));
        secret.bytes.wipe();
        setMemorable('');
        void requestPersistence();
        await navigate(`/kit/${federation.federationId}`, {
          state: { enrolled: true, missing: result.missing.length },
        });
      } catch (error) {
        // What is sealed is stored: from here on it is resumed, and nothing has to be typed again.
        const { enrolments } = await freshOverview();
        const [stored] = enrolments.filter(
          (each) =>
            each.federationId === federation.federationId && (replaces?.backupId ?? each.backupId) === each.backupId,
        );
        if (stored === undefined) throw error;
        const refusal = { code: errorCode(error), message: errorDetail(error) };
        await navigate(`/enrolments/${stored.backupId}`, { state: { refusal } });
      }
    });
  };
  const title = t(`protect.titles.${step}`);
  const text = t(`protect.texts.${step}`);
  return (
    <Page key={step} title={title} text={text}>
      {step === 'secret' ? (
        <SecretStep
          limit={federation.policies.payloadBytes - BUNDLE_ROOM}
          label={replaces?.label}
          onBack={onBack}
          onDone={keep}
        />
      ) : null}
      {step === 'identity' ? (
        <IdentityForm
          initial={person}
          contactHint={t('protect.contactHint')}
          onBack={() => setStep('secret')}
          onDone={(done) => {
            setPerson(done);
            setStep('memorable');
          }}
        />
      ) : null}
      {step === 'memorable' ? (
        <MemorableStep
          identity={person.identity}
          federation={federation}
          onBack={() => setStep('identity')}
          onDone={(done) => {
            setMemorable(done);
            setStep('rehearsal');
          }}
        />
      ) : null}
      {step === 'rehearsal' ? (
        <RehearsalStep memorable={memorable} onBack={() => setStep('memorable')} onDone={() => setStep('review')} />
      ) : null}
      {step === 'review' && secret !== null ? (
        <ReviewStep
          federation={federation}
          secret={secret}
          person={person}
          onBack={() => setStep('memorable')}
          onDone={start}
        />
      ) : null}
      {step === 'run' && task.error === null ? (
        <GuardianProgress progress={task.progress} federation={federation} />
      ) : null}
      {step === 'run' && task.error !== null ? (
        <>
          <ErrorNotice error={task.error} />
          <BackAndNext onBack={() => setStep('review')} onNext={start} next={t('shell.tryAgain')} />
        </>
      ) : null}
    </Page>
  );
}
