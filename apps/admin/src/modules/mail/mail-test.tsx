import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { mailTestAnswer, mailTestRequest } from '@wardkeep/protocol';
import { ErrorNotice, Icon, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries.js';
import { useAct } from '../../api/use-act.js';

/** Sends one mail at once, so that wrong settings show while somebody is looking. */
export function MailTest(): React.JSX.Element {
  const { t } = useTranslation();
  const own = useMe().data?.mail ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  const to = typed ?? own;
  const test = useAct('testMail', mailTestAnswer, { touches: ['mail'] });
  const submit = (): void => {
    const parsed = mailTestRequest.safeParse({ to: to.trim() });
    setWrong(!parsed.success);
    if (parsed.success) test.mutate({ body: parsed.data });
  };
  return (
    <SectionCard title={t('mailTest.title')} text={t('mailTest.text')}>
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
            label={t('mailTest.to')}
            error={isWrong ? t('fields.address') : null}
            value={to}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <ErrorNotice error={test.error} />
          {test.isSuccess ? (
            <Alert color="green" icon={<Icon name="check" />} role="status">
              {t('mailTest.sent')}
            </Alert>
          ) : null}
          <div>
            <Button type="submit" variant="light" loading={test.isPending}>
              {t('mailTest.send')}
            </Button>
          </div>
        </Stack>
      </form>
    </SectionCard>
  );
}
