import {
  Alert,
  Button,
  Group,
  Loader,
  NativeSelect,
  NumberInput,
  PasswordInput,
  Stack,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { MAIL_SECURITY, mailAnswer, type MailAnswer, mailRequest } from '@wardkeep/protocol';
import { ErrorNotice, Icon, Page, SectionCard } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/queries.js';
import { useAct } from '../../api/use-act.js';
import { byNodeSchema } from '../../api/validate.js';
import { MailTest } from './mail-test.js';

interface Draft {
  readonly host: string;
  readonly port: number | string;
  readonly security: string;
  readonly user: string;
  readonly password: string;
  readonly from: string;
}
const requestOf = ({ password, ...draft }: Draft): object => ({
  settings: {
    ...draft,
    host: draft.host.trim(),
    from: draft.from.trim(),
    port: Number(draft.port),
    ...(password === '' ? {} : { password }),
  },
});

function MailForm({ mail }: { readonly mail: MailAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const { settings } = mail;
  const validate = byNodeSchema(mailRequest);
  const form = useForm<Draft>({
    mode: 'uncontrolled',
    initialValues: {
      host: settings?.host ?? '',
      port: settings?.port ?? 465,
      security: settings?.security ?? 'tls',
      user: settings?.user ?? '',
      password: '',
      from: settings?.from ?? '',
    },
    validate: (draft) =>
      Object.fromEntries(
        Object.entries(validate(requestOf(draft))).map(([path, fault]) => [path.replace('settings.', ''), fault]),
      ),
  });
  const save = useAct('setMail', mailAnswer, { touches: ['mail'], done: t('mail.saved') });
  return (
    <form noValidate onSubmit={form.onSubmit((draft) => save.mutate({ body: requestOf(draft) }))}>
      <Stack>
        <TextInput
          label={t('mail.host')}
          required
          spellCheck={false}
          key={form.key('host')}
          {...form.getInputProps('host')}
        />
        <Group grow align="flex-start">
          <NumberInput
            label={t('mail.port')}
            required
            min={1}
            max={65535}
            key={form.key('port')}
            {...form.getInputProps('port')}
          />
          <NativeSelect
            size="md"
            label={t('mail.security')}
            data={MAIL_SECURITY.map((value) => ({ value, label: t(`mail.securities.${value}`) }))}
            key={form.key('security')}
            {...form.getInputProps('security')}
          />
        </Group>
        <TextInput
          label={t('mail.user')}
          description={t('mail.userHint')}
          autoComplete="off"
          key={form.key('user')}
          {...form.getInputProps('user')}
        />
        <PasswordInput
          label={t('mail.password')}
          description={t(settings?.hasPassword === true ? 'mail.passwordKept' : 'mail.passwordHint')}
          autoComplete="off"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <TextInput
          label={t('mail.from')}
          type="email"
          required
          key={form.key('from')}
          {...form.getInputProps('from')}
        />
        <ErrorNotice error={save.error} />
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
          {settings === null ? null : (
            <Button
              variant="default"
              loading={save.isPending}
              onClick={() => save.mutate({ body: { settings: null } })}
            >
              {t('mail.off')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** The mail server by which operators learn that a case needs them. */
export default function MailPage(): React.JSX.Element {
  const { t } = useTranslation();
  const mail = useAnswer('mail', { everyMs: 30_000 });
  const found = mail.data;
  return (
    <Page title={t('mail.title')} text={t('mail.text')}>
      <ErrorNotice error={mail.error} />
      {mail.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      {found?.lastError === undefined || found.lastError === null ? null : (
        <Alert color="red" icon={<Icon name="warning" />} title={t('mail.lastError')}>
          <span className="ward-mono">{found.lastError}</span>
        </Alert>
      )}
      {found === undefined ? null : (
        <>
          <SectionCard title={t('mail.server')} text={t('mail.waiting', { count: found.waiting })}>
            <MailForm key={JSON.stringify(found.settings)} mail={found} />
          </SectionCard>
          {found.settings === null ? null : <MailTest />}
        </>
      )}
    </Page>
  );
}
