import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type MeAnswer, ownMailRequest } from '@wardkeep/protocol';
import { ErrorNotice, Icon, Page, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer, useMe } from '../../api/queries.js';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { LoginList } from './login-list.js';
import { PasskeyList } from './passkey-list.js';
import { addPasskey, hasPasskeys } from './prove.js';
import { useStepUp } from './step-up.js';

function NewPasskey(): React.JSX.Element {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const withStepUp = useStepUp();
  const [label, setLabel] = useState('');
  const add = useMutation({
    mutationFn: () => withStepUp(() => addPasskey(label.trim())),
    onSuccess: () => {
      setLabel('');
      void queries.invalidateQueries({ queryKey: ['passkeys'] });
      void queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
  if (!hasPasskeys()) return <Text c="dimmed">{t('passkeys.unavailable')}</Text>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack>
        <TextInput
          label={t('passkeys.label')}
          description={t('passkeys.labelHint')}
          maxLength={60}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <ErrorNotice error={add.error} />
        <div>
          <Button
            type="submit"
            variant="light"
            leftSection={<Icon name="key" />}
            disabled={label.trim() === ''}
            loading={add.isPending}
          >
            {t('passkeys.add')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

function Passkeys(): React.JSX.Element {
  const { t } = useTranslation();
  const passkeys = useAnswer('passkeys');
  return (
    <SectionCard title={t('passkeys.title')} text={t('passkeys.text')}>
      <ErrorNotice error={passkeys.error} />
      {passkeys.data?.passkeys.length === 0 ? <Text c="dimmed">{t('passkeys.none')}</Text> : null}
      <PasskeyList passkeys={passkeys.data?.passkeys ?? []} />
      <NewPasskey />
    </SectionCard>
  );
}

function OwnMail({ me }: { readonly me: MeAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const [address, setAddress] = useState(me.mail ?? '');
  const [isWrong, setWrong] = useState(false);
  const save = useAct('setOwnMail', nothing, { touches: ['me', 'operators'], done: t('ownMail.saved') });
  const submit = (): void => {
    const typed = address.trim();
    const parsed = ownMailRequest.safeParse({ address: typed === '' ? null : typed });
    setWrong(!parsed.success);
    if (parsed.success) save.mutate({ body: parsed.data });
  };
  return (
    <SectionCard title={t('ownMail.title')} text={t('ownMail.text')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <TextInput
            type="email"
            autoComplete="email"
            label={t('ownMail.address')}
            description={t('ownMail.hint')}
            error={isWrong ? t('fields.address') : null}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <ErrorNotice error={save.error} />
          <div>
            <Button type="submit" variant="light" loading={save.isPending}>
              {t('common.save')}
            </Button>
          </div>
        </Stack>
      </form>
    </SectionCard>
  );
}

/** One's own passkeys, address and logins. */
export default function AccountPage(): React.JSX.Element {
  const { t } = useTranslation();
  const me = useMe().data;
  return (
    <Page title={t('account.title')} text={t('account.text')}>
      <Passkeys />
      {me === undefined ? null : <OwnMail me={me} />}
      {me === undefined ? null : <LoginList title={t('logins.own')} onlyOf={me.name} />}
    </Page>
  );
}
