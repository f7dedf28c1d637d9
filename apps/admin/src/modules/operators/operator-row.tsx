import { Badge, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { OPERATOR_ROLES, type OperatorView } from '@wardkeep/protocol';
import { ErrorNotice, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/queries.js';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { AskFirst } from '../../shell/ask-first.js';
import { PasskeyList } from './passkey-list.js';

interface Props {
  readonly operator: OperatorView;
  readonly isSelf: boolean;
  readonly now: number;
}

function Passkeys({ name }: { readonly name: string }): React.JSX.Element {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const passkeys = useAnswer('operatorPasskeys', { params: { name }, isWanted: isOpen });
  return (
    <section aria-label={t('operators.passkeysOf', { name })}>
      <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? 'operators.passkeysHide' : 'operators.passkeys')}
      </Button>
      <ErrorNotice error={isOpen ? passkeys.error : null} />
      {isOpen ? <PasskeyList passkeys={passkeys.data?.passkeys ?? []} /> : null}
    </section>
  );
}

function Changes({ operator }: Pick<Props, 'operator'>): React.JSX.Element {
  const { t } = useTranslation();
  const { name } = operator;
  const touches = ['operators', 'logins'];
  const setRole = useAct('setOperatorRole', nothing, { touches, done: t('operators.roleSet') });
  const disable = useAct('disableOperator', nothing, { touches, done: t('operators.disabled') });
  return (
    <>
      <Group gap="sm" align="center">
        <NativeSelect
          size="sm"
          aria-label={t('operators.role', { name })}
          value={operator.role}
          disabled={setRole.isPending}
          data={OPERATOR_ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
          onChange={(event) => setRole.mutate({ params: { name }, body: { role: event.currentTarget.value } })}
        />
        <AskFirst
          label={t('operators.disable')}
          question={t('operators.disableAsk', { name })}
          yes={t('operators.disableYes')}
          loading={disable.isPending}
          onYes={() => disable.mutate({ params: { name } })}
        />
      </Group>
      <ErrorNotice error={setRole.error ?? disable.error} />
    </>
  );
}

/** An account, and what an admin may change of it. */
export function OperatorRow({ operator, isSelf, now }: Props): React.JSX.Element {
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
        {isSelf || operator.passkeys === 0 ? null : <Passkeys name={operator.name} />}
        {isSelf || operator.disabledAt !== null ? null : <Changes operator={operator} />}
      </Stack>
    </li>
  );
}
