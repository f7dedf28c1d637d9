import { Alert, Checkbox, PasswordInput, Radio, Stack, Text } from '@mantine/core';
import type { ClaimStatusReport } from '@wardkeep/client';
import type { FederationView } from '@wardkeep/client/browser';
import { errorCode, ErrorNotice, Icon, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GuardianProgress } from '../device/guardian-progress.js';
import { useTask } from '../device/use-task.js';
import { BackAndNext } from '../shell/back-and-next.js';
import type { Opened } from './claim-page.js';
import { guessesLeft, openBackups } from './claim-stage.js';

/** Asks for the memorable information. */
export interface GuessFormProps {
  readonly claimId: string;
  readonly federation: FederationView;
  readonly report: ClaimStatusReport;
  readonly onOpened: (opened: Opened) => void;
  /** A wrong guess was counted. */
  readonly onCounted: () => void;
}

/** One guess at a time, with how many are left. */
export function GuessForm(props: GuessFormProps): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const task = useTask();
  const { claimId, federation, report, onOpened, onCounted } = props;
  const backups = openBackups(report);
  const [chosen, setChosen] = useState<string | null>(null);
  const [memorable, setMemorable] = useState('');
  const [renews, setRenews] = useState(true);
  const backup = backups.find(({ manifestId }) => manifestId === chosen) ?? backups[0];
  if (task.isRunning || backup === undefined) {
    return <GuardianProgress progress={task.progress} federation={federation} />;
  }
  const isWrong = errorCode(task.error) === 'WRONG_MEMORABLE';
  const left = guessesLeft(backup, task.error);
  const isLocked = left === 0;
  const guess = (): void => {
    void task.run(async (client, options) => {
      try {
        const recovered = await client.recover(
          {
            claimId,
            memorable,
            backup: backup.manifestId,
            afterwards: renews ? 'rotate' : 'nothing',
          },
          options,
        );
        onOpened({ secrets: recovered.secrets, ownership: recovered.ownership });
      } catch (error) {
        setMemorable('');
        onCounted();
        throw error;
      }
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        guess();
      }}
    >
      <Stack gap="lg">
        {backups.length < 2 ? null : (
          <Radio.Group
            label={t('guess.choose')}
            description={t('guess.chooseHint')}
            value={backup.manifestId}
            onChange={setChosen}
          >
            <Stack gap="xs" mt="xs">
              {backups.map(({ manifestId, committedAt }) => (
                <Radio
                  key={manifestId}
                  size="md"
                  value={manifestId}
                  label={t('guess.backupOf', { when: format.time(committedAt) })}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {isWrong && !isLocked ? (
          <Alert color="red" variant="light" role="alert" icon={<Icon name="warning" />} title={t('guess.wrongTitle')}>
            {t('guess.wrongText', { count: left })}
          </Alert>
        ) : null}
        <ErrorNotice error={isWrong || isLocked ? null : task.error} />
        {isLocked ? (
          <Alert color="red" variant="light" icon={<Icon name="lock" />} title={t('errors.PATH_LOCKED.title')}>
            {t('errors.PATH_LOCKED.next')}
          </Alert>
        ) : (
          <>
            <PasswordInput
              label={t('guess.label')}
              description={t('guess.hint')}
              autoComplete="off"
              value={memorable}
              onChange={(event) => setMemorable(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('memorable.show') }}
            />
            <Text fw={600} role="status">
              {t('guess.left', { count: left })}
            </Text>
            <Checkbox
              size="md"
              label={t('guess.renew')}
              description={t('guess.renewHint')}
              checked={renews}
              onChange={(event) => setRenews(event.currentTarget.checked)}
            />
            <BackAndNext next={t('guess.go')} disabled={memorable.trim() === ''} />
          </>
        )}
      </Stack>
    </form>
  );
}
