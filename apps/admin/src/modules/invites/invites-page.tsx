import { Alert, Badge, Group, Loader, Stack, Text } from '@mantine/core';
import type { CreatedInvite, InviteView } from '@wardkeep/protocol';
import { EmptyState, ErrorNotice, Icon, Page, SectionCard, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer, useFederation, useMe } from '../../api/queries.js';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';
import { AskFirst } from '../../shell/ask-first.js';
import { InviteForm } from './invite-form.js';
import { InviteSheet } from './invite-sheet.js';

const COLORS: Readonly<Record<InviteView['status'], string>> = {
  open: 'green',
  'used-up': 'blue',
  expired: 'gray',
  revoked: 'red',
};

function InviteRow(props: { readonly invite: InviteView; readonly mayChange: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { invite } = props;
  const revoke = useAct('revokeInvite', nothing, { touches: ['invites'], done: t('invites.revoked') });
  return (
    <li className="admin-row">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Text fw={650}>{t('invites.used', { used: invite.used, uses: invite.uses })}</Text>
          <Badge color={COLORS[invite.status]}>{t(`invites.status.${invite.status}`)}</Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {t('invites.line', {
            created: format.date(invite.createdAt),
            expires: format.date(invite.expiresAt),
            quota: format.bytes(invite.quotaBytes),
            guardian: invite.issuerIndex,
          })}
        </Text>
        <Text size="xs" c="dimmed" className="ward-mono">
          {invite.inviteId}
        </Text>
        <ErrorNotice error={revoke.error} />
        {props.mayChange && invite.status === 'open' ? (
          <AskFirst
            label={t('invites.revoke')}
            question={t('invites.revokeAsk')}
            yes={t('invites.revokeYes')}
            loading={revoke.isPending}
            onYes={() => revoke.mutate({ params: { id: invite.inviteId } })}
          />
        ) : null}
      </Stack>
    </li>
  );
}

/** What lets owners enrol: made here, honoured by every guardian. */
export default function InvitesPage(): React.JSX.Element {
  const { t } = useTranslation();
  const invites = useAnswer('invites');
  const mayChange = useMe().data?.role === 'admin';
  const isClosed = (useFederation().data?.windingDown?.inForceSince ?? null) !== null;
  const [made, setMade] = useState<CreatedInvite | null>(null);
  if (made !== null) return <InviteSheet invite={made} onClose={() => setMade(null)} />;
  const all = invites.data?.invites ?? [];
  return (
    <Page title={t('invites.title')} text={t('invites.text')}>
      {isClosed ? (
        <Alert color="orange" icon={<Icon name="info" />} title={t('invites.closed')}>
          {t('invites.closedText')}
        </Alert>
      ) : null}
      {mayChange && !isClosed ? (
        <SectionCard title={t('invites.new')}>
          <InviteForm onMade={setMade} />
        </SectionCard>
      ) : null}
      <ErrorNotice error={invites.error} />
      {invites.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      {invites.isSuccess && all.length === 0 ? (
        <EmptyState icon="ticket" title={t('invites.emptyTitle')} text={t('invites.emptyText')} />
      ) : (
        <SectionCard title={t('invites.all')}>
          <ul className="admin-list">
            {all.map((invite) => (
              <InviteRow key={invite.inviteId} invite={invite} mayChange={mayChange} />
            ))}
          </ul>
        </SectionCard>
      )}
    </Page>
  );
}
