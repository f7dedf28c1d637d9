import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ErrorNotice, Icon } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { hasPasskeys, logInByPasskey, logInByPassword } from './prove.js';

/** Name and password, or a passkey. */
export function SignInForm({ intro }: { readonly intro: string }): React.JSX.Element {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: '', password: '' } });
  const login = useMutation({
    mutationFn: (typed: { readonly name: string; readonly password: string } | null) =>
      typed === null ? logInByPasskey() : logInByPassword(typed.name.trim(), typed.password),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Stack>
      <Text c="dimmed">{intro}</Text>
      {hasPasskeys() ? (
        <>
          <Button
            variant="light"
            leftSection={<Icon name="key" />}
            loading={login.isPending}
            onClick={() => login.mutate(null)}
          >
            {t('signIn.passkey')}
          </Button>
          <Divider label={t('common.or')} />
        </>
      ) : null}
      <form onSubmit={form.onSubmit((values) => login.mutate(values))}>
        <Stack>
          <TextInput
            label={t('signIn.name')}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <PasswordInput
            label={t('signIn.password')}
            autoComplete="current-password"
            required
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <ErrorNotice error={login.error} />
          <Button type="submit" loading={login.isPending}>
            {t('signIn.submit')}
          </Button>
        </Stack>
      </form>
      {window.isSecureContext ? null : (
        <Text size="sm" c="dimmed">
          {t('signIn.insecure')}
        </Text>
      )}
    </Stack>
  );
}
