import { Alert, Button, Loader, Progress, Table, Text } from '@mantine/core';
import type { MembersAnswer } from '@wardkeep/protocol';
import { EmptyState, ErrorNotice, Icon, Page, SectionCard, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAnswer } from '../../api/queries.js';

function Health({ members }: { readonly members: MembersAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const troubles = (['underHeld', 'notHeld', 'quarantined'] as const).filter((name) => members[name] > 0);
  if (troubles.length === 0) {
    return (
      <Alert color="green" icon={<Icon name="check" />}>
        {t('members.healthy')}
      </Alert>
    );
  }
  return (
    <Alert color="yellow" icon={<Icon name="warning" />} title={t('members.unhealthy')}>
      <ul>
        {troubles.map((name) => (
          <li key={name}>{t(`members.trouble.${name}`, { count: members[name] })}</li>
        ))}
      </ul>
    </Alert>
  );
}

function Numbers({ members }: { readonly members: MembersAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = ['backups', 'owners', 'committedVersions', 'stagedVersions', 'payloads'] as const;
  return (
    <dl className="admin-facts">
      {shown.map((name) => (
        <div key={name}>
          <dt>{t(`members.numbers.${name}`)}</dt>
          <dd data-large="true">{format.number(members[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Storage({ members }: { readonly members: MembersAnswer }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { storedBytes, freeBytes } = members;
  const share = freeBytes === null ? 0 : (100 * storedBytes) / Math.max(1, storedBytes + freeBytes);
  return (
    <SectionCard title={t('members.storage')}>
      <Text>
        {freeBytes === null
          ? t('members.stored', { size: format.bytes(storedBytes) })
          : t('members.storedFree', { size: format.bytes(storedBytes), free: format.bytes(freeBytes) })}
      </Text>
      {freeBytes === null ? null : <Progress value={Math.round(share)} size="lg" aria-label={t('members.storage')} />}
    </SectionCard>
  );
}

/** How much this node keeps and how well; it knows no names. */
export default function MembersPage(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const members = useAnswer('members', { everyMs: 30_000 });
  const found = members.data;
  return (
    <Page title={t('members.title')} text={t('members.text')}>
      <ErrorNotice error={members.error} />
      {members.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      {found?.backups === 0 ? (
        <EmptyState icon="people" title={t('members.emptyTitle')} text={t('members.emptyText')}>
          <Button component={Link} to="/invites" mt="sm" leftSection={<Icon name="ticket" />}>
            {t('invites.new')}
          </Button>
        </EmptyState>
      ) : null}
      {found === undefined ? null : (
        <>
          {found.backups === 0 ? null : <Health members={found} />}
          <SectionCard title={t('members.kept')}>
            <Numbers members={found} />
          </SectionCard>
          <Storage members={found} />
          {found.byInvite.length === 0 ? null : (
            <SectionCard title={t('members.byInvite')} text={t('members.byInviteText')}>
              <Table.ScrollContainer minWidth={420} type="native" tabIndex={0}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t('members.invite')}</Table.Th>
                      <Table.Th>{t('members.numbers.owners')}</Table.Th>
                      <Table.Th>{t('members.numbers.backups')}</Table.Th>
                      <Table.Th>{t('members.storage')}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {found.byInvite.map((row) => (
                      <Table.Tr key={row.inviteId ?? ''}>
                        <Table.Td className="ward-mono">{row.inviteId?.slice(0, 8) ?? t('members.noInvite')}</Table.Td>
                        <Table.Td>{format.number(row.owners)}</Table.Td>
                        <Table.Td>{format.number(row.backups)}</Table.Td>
                        <Table.Td>{format.bytes(row.storedBytes)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </SectionCard>
          )}
        </>
      )}
    </Page>
  );
}
