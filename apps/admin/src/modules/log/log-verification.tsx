import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ErrorNotice, Icon, SectionCard, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer, useCard } from '../../api/queries.js';
import { addressOf, send } from '../../api/request.js';
import { type LogVerdict, verifyLog } from './verify-log.js';

function Verdict({ verdict }: { readonly verdict: LogVerdict }): React.JSX.Element {
  const { t } = useTranslation();
  const isGood = verdict.rootMatches && verdict.checkpointSigned && verdict.badStatements.length === 0;
  if (isGood) {
    return (
      <Alert color="green" icon={<Icon name="check" />} role="status" title={t('log.good')}>
        {t('log.goodText', { count: verdict.size })}
      </Alert>
    );
  }
  return (
    <Alert color="red" icon={<Icon name="warning" />} role="alert" title={t('log.bad')}>
      <ul>
        {verdict.checkpointSigned ? null : <li>{t('log.badCheckpoint')}</li>}
        {verdict.rootMatches ? null : <li>{t('log.badRoot')}</li>}
        {verdict.badStatements.length === 0 ? null : (
          <li>{t('log.badStatements', { list: verdict.badStatements.slice(0, 20).join(', ') })}</li>
        )}
      </ul>
    </Alert>
  );
}

/** Exports the log, and verifies it in this browser: signatures, order and the checkpoint's root. */
export function LogVerification(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const card = useCard();
  const checkpoint = useAnswer('checkpoint');
  const [done, setDone] = useState(0);
  const key = card.data?.signingKey ?? '';
  const verify = useMutation({
    mutationFn: async () => {
      const text = await (await send('exportLog')).text();
      return verifyLog(text.trimEnd().split('\n'), key, setDone);
    },
  });
  return (
    <SectionCard title={t('log.verify')} text={t('log.verifyText')}>
      {checkpoint.data === undefined ? null : (
        <Text size="sm">
          {t('log.checkpoint', { count: checkpoint.data.size, time: format.time(checkpoint.data.createdAt) })}
        </Text>
      )}
      <Group gap="sm">
        <Button loading={verify.isPending} disabled={key === ''} onClick={() => verify.mutate()}>
          {t('log.verifyNow')}
        </Button>
        <Button
          component="a"
          href={addressOf('exportLog')}
          download="wardkeep-log.ndjson"
          variant="default"
          leftSection={<Icon name="download" />}
        >
          {t('log.export')}
        </Button>
      </Group>
      {verify.isPending ? (
        <Text size="sm" c="dimmed">
          {t('log.verifying', { count: done })}
        </Text>
      ) : null}
      {verify.data === undefined ? null : <Verdict verdict={verify.data} />}
      <ErrorNotice error={verify.error} />
    </SectionCard>
  );
}
