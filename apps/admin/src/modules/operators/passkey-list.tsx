import { Group, Text } from '@mantine/core';
import type { PasskeyView } from '@wardkeep/protocol';
import { ErrorNotice, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { AskFirst } from '../../shell/ask-first.js';

/** Passkeys of one operator, each of which can be removed. */
export function PasskeyList({ passkeys }: { readonly passkeys: readonly PasskeyView[] }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const remove = useAct('removePasskey', nothing, {
    touches: ['passkeys', 'operatorPasskeys', 'operators', 'me'],
    done: t('passkeys.removed'),
  });
  return (
    <>
      <ErrorNotice error={remove.error} />
      <ul className="admin-list">
        {passkeys.map((passkey) => (
          <li key={passkey.passkeyId} className="admin-row">
            <Group justify="space-between" gap="xs">
              <div>
                <Text fw={600}>{passkey.label}</Text>
                <Text size="sm" c="dimmed">
                  {t('passkeys.created', { time: format.date(passkey.createdAt) })}
                </Text>
              </div>
              <AskFirst
                label={t('passkeys.remove')}
                name={t('passkeys.removeOf', { label: passkey.label })}
                question={t('passkeys.removeAsk')}
                yes={t('passkeys.removeYes')}
                loading={remove.isPending}
                onYes={() => remove.mutate({ params: { id: passkey.passkeyId } })}
              />
            </Group>
          </li>
        ))}
      </ul>
    </>
  );
}
