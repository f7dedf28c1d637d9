import { Badge, Button, Group, Text } from '@mantine/core';
import { ErrorNotice, SectionCard, useFormat, useNow } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAnswer, useMe } from '../../api/queries.js';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';

/** Logins that are open, each of which can be ended. */
export function LoginList(props: { readonly title: string; readonly onlyOf?: string }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  const me = useMe().data;
  const logins = useAnswer('logins');
  const revoke = useAct('revokeLogin', nothing, { touches: ['logins'], done: t('logins.ended') });
  const shown = logins.data?.logins.filter(({ operator }) => props.onlyOf === undefined || operator === props.onlyOf);
  return (
    <SectionCard title={props.title} text={t('logins.text')}>
      <ErrorNotice error={logins.error ?? revoke.error} />
      <ul className="admin-list">
        {shown?.map((login) => {
          const isOwn = login.loginId === me?.loginId;
          return (
            <li key={login.loginId} className="admin-row">
              <Group justify="space-between" gap="xs">
                <div>
                  <Text fw={600}>
                    {login.operator} {isOwn ? <Badge component="span">{t('logins.this')}</Badge> : null}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {t('logins.line', {
                      used: format.relative(Math.min(login.lastUsedAt, now), now),
                      expires: format.time(login.expiresAt),
                    })}
                  </Text>
                </div>
                {isOwn ? null : (
                  <Button
                    size="sm"
                    variant="default"
                    aria-label={t('logins.endOf', { name: login.operator })}
                    onClick={() => revoke.mutate({ params: { id: login.loginId } })}
                  >
                    {t('logins.end')}
                  </Button>
                )}
              </Group>
            </li>
          );
        })}
      </ul>
    </SectionCard>
  );
}
