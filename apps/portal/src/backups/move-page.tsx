import { Alert, Button, Checkbox, FileButton, Group, PasswordInput, Stack, Textarea } from '@mantine/core';
import { ErrorNotice, errorCode, Icon, Page, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { saveFile } from '../device/save-file.js';
import { useTask } from '../device/use-task.js';

const SHORTEST_PASSPHRASE = 8;

function Export(): React.JSX.Element {
  const { t } = useTranslation();
  const task = useTask();
  const [passphrase, setPassphrase] = useState('');
  const [isSaved, setSaved] = useState(false);
  const save = (): void => {
    void task.run(async (client, options) => {
      const text = await client.exportState(passphrase, options);
      saveFile('wardkeep-device.txt', 'text/plain', text);
      setPassphrase('');
      setSaved(true);
    });
  };
  return (
    <SectionCard title={t('move.outTitle')} text={t('move.outText')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="md">
          <PasswordInput
            label={t('move.newPassphrase')}
            description={t('move.newPassphraseHint')}
            autoComplete="new-password"
            value={passphrase}
            visibilityToggleButtonProps={{ 'aria-label': t('memorable.show') }}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          <ErrorNotice error={task.error} />
          {isSaved ? (
            <Alert variant="light" role="status" icon={<Icon name="check" />}>
              {t('move.saved')}
            </Alert>
          ) : null}
          <Group>
            <Button
              type="submit"
              loading={task.isRunning}
              disabled={[...passphrase].length < SHORTEST_PASSPHRASE}
              leftSection={<Icon name="download" />}
            >
              {t('move.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </SectionCard>
  );
}

function Import(): React.JSX.Element {
  const { t } = useTranslation();
  const task = useTask();
  const [text, setText] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [replaces, setReplaces] = useState(false);
  const [isDone, setDone] = useState(false);
  const isTaken = errorCode(task.error) === 'STATE_NOT_EMPTY';
  const take = (): void => {
    void task.run(async (client, options) => {
      const given = passphrase === '' ? {} : { passphrase };
      await client.importState(text, { ...given, replace: replaces }, options);
      setText('');
      setPassphrase('');
      setDone(true);
    });
  };
  if (isDone) {
    return (
      <SectionCard title={t('move.inDoneTitle')} text={t('move.inDoneText')}>
        <Group>
          <Button component={Link} to="/backups">
            {t('start.backups')}
          </Button>
        </Group>
      </SectionCard>
    );
  }
  return (
    <SectionCard title={t('move.inTitle')} text={t('move.inText')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take();
        }}
      >
        <Stack gap="md">
          <Group>
            <FileButton accept="text/plain" onChange={(file) => void file?.text().then(setText)}>
              {(button) => (
                <Button {...button} variant="default" leftSection={<Icon name="file" />}>
                  {t('move.chooseFile')}
                </Button>
              )}
            </FileButton>
          </Group>
          <Textarea
            label={t('move.pasted')}
            rows={3}
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('move.passphrase')}
            autoComplete="off"
            value={passphrase}
            visibilityToggleButtonProps={{ 'aria-label': t('memorable.show') }}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          <ErrorNotice error={task.error} />
          {isTaken || replaces ? (
            <Checkbox
              size="md"
              label={t('move.replace')}
              checked={replaces}
              onChange={(event) => setReplaces(event.currentTarget.checked)}
            />
          ) : null}
          <Group>
            <Button type="submit" loading={task.isRunning} disabled={text.trim() === ''}>
              {t('move.take')}
            </Button>
          </Group>
        </Stack>
      </form>
    </SectionCard>
  );
}

/** Moves what this device remembers to another one. */
export default function MovePage(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Page title={t('move.title')} text={t('move.text')}>
      <Export />
      <Import />
      <Button size="lg" variant="default" leftSection={<Icon name="back" />} component={Link} to="/backups">
        {t('shell.back')}
      </Button>
    </Page>
  );
}
