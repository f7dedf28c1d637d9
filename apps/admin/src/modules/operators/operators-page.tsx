import { Alert, Badge, Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import type { OperatorView } from '@wardkeep/protocol';
import { ErrorNotice, Icon, Page, SectionCard, useFormat, useNow } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer, useMe } from '../../api/queries.js';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { AuditTrail } from './audit-trail.js';
import { LoginList } from './login-list.js';

interface Props {
  readonly operator: OperatorView;
  readonly isSelf: boolean;
  readonly now: number;
}

function Disable({ name }: { readonly name: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const disable = useAct('disableOperator', nothing, {
    touches: ['operators', 'logins'],
    done: t('operators.disabled'),
  });
  return (
    <>
      <Group gap="sm">
        {isAsking ? (
          <>
            <Text size="sm">{t('operators.disableAsk', { name })}</Text>
            <Button
              size="sm"
              color="red.9"
              loading={disable.isPending}
              onClick={() => disable.mutate({ params: { name } })}
            >
              {t('operators.disableYes')}
            </Button>
            <Button size="sm" variant="default" onClick={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
          </>
        ) : (
          <Button size="sm" variant="default" onClick={() => setAsking(true)}>
            {t('operators.disable')}
          </Button>
        )}
      </Group>
      <ErrorNotice error={disable.error} />
    </>
  );
}

function OperatorRow({ operator, isSelf, now }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const isLocked = operator.lockedUntil !== null && operator.lockedUntil > now;
  return (
    <li className="admin-row">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Text fw={650}>
            {operator.name} {isSelf ? t('operators.you') : ''}
          </Text>
          <Group gap={6}>
            <Badge>{t(`roles.${operator.role}`)}</Badge>
            {operator.disabledAt === null ? null : <Badge color="gray">{t('operators.isDisabled')}</Badge>}
            {isLocked ? <Badge color="yellow">{t('operators.isLocked')}</Badge> : null}
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {t('operators.line', { created: format.date(operator.createdAt), count: operator.passkeys })}
          {operator.hasMail ? ` · ${t('operators.hasMail')}` : ''}
        </Text>
        {isSelf || operator.disabledAt !== null ? null : <Disable name={operator.name} />}
      </Stack>
    </li>
  );
}

/** Who may use this node, and what they did. New accounts are made at the node's console. */
export default function OperatorsPage(): React.JSX.Element {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const me = useMe().data;
  const operators = useAnswer('operators');
  return (
    <Page title={t('operators.title')} text={t('operators.text')}>
      <ErrorNotice error={operators.error} />
      {operators.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      <SectionCard title={t('operators.accounts')}>
        <ul className="admin-list">
          {operators.data?.operators.map((operator) => (
            <OperatorRow key={operator.name} operator={operator} isSelf={operator.name === me?.name} now={now} />
          ))}
        </ul>
        <Alert color="gray" icon={<Icon name="info" />} title={t('operators.add')}>
          <Text size="sm">{t('operators.addText')}</Text>
          <Code block mt="xs">
            {'wardkeep operator add NAME --role case-officer --dir DIR'}
          </Code>
        </Alert>
      </SectionCard>
      <LoginList title={t('logins.all')} />
      <AuditTrail />
    </Page>
  );
}
