import { Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SetupAnswer, setupDone, setupRequest } from '@wardkeep/protocol';
import { ErrorNotice, Page } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/request.js';
import { byNodeSchema } from '../../api/validate.js';
import { logInByPassword } from './prove.js';

/** First run: whoever holds the code of the node's console becomes its first admin. */
export default function SetupPage({ setup }: { readonly setup: SetupAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { code: '', name: '', password: '' },
    validate: byNodeSchema(setupRequest),
  });
  const create = useMutation({
    mutationFn: async (values: { code: string; name: string; password: string }) => {
      await call('setUp', setupDone, { body: { ...values, code: values.code.trim() } });
      await logInByPassword(values.name, values.password);
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Page title={t('setup.title')} text={t('setup.text', { node: setup.nodeName })}>
      <div className="ward-card">
        <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
          <Stack>
            <TextInput
              label={t('setup.code')}
              description={t('setup.codeHint')}
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              required
              key={form.key('code')}
              {...form.getInputProps('code')}
            />
            <Text size="sm" c="dimmed">
              {t('setup.codeLost')} <Code>{'wardkeep operator setup-code'}</Code>
            </Text>
            <TextInput
              label={t('setup.name')}
              description={t('setup.nameHint')}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              key={form.key('name')}
              {...form.getInputProps('name')}
            />
            <PasswordInput
              label={t('signIn.password')}
              description={t('setup.passwordHint')}
              autoComplete="new-password"
              required
              key={form.key('password')}
              {...form.getInputProps('password')}
            />
            <ErrorNotice error={create.error} />
            <Button type="submit" loading={create.isPending}>
              {t('setup.submit')}
            </Button>
          </Stack>
        </form>
      </div>
    </Page>
  );
}
