import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { CreatedInvite } from '@wardkeep/protocol';
import { CopyText, Icon, Page, QrCode, SixWords, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useFederation } from '../../api/queries.js';

/** An invite to be shown on the screen or printed; its code is not to be had again. */
export function InviteSheet(props: {
  readonly invite: CreatedInvite;
  readonly onClose: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { invite } = props;
  const config = useFederation().data?.config;
  const self = config?.guardians.find((guardian) => guardian.self);
  return (
    <Page
      title={t('invites.sheetTitle', { federation: config?.name ?? '' })}
      text={t('invites.sheetText', { count: invite.uses, expires: format.date(invite.expiresAt) })}
      aside={
        <Group gap="sm" className="ward-no-print">
          <Button
            variant="default"
            size="sm"
            leftSection={<Icon name="print" size={16} />}
            onClick={() => window.print()}
          >
            {t('common.print')}
          </Button>
          <Button size="sm" onClick={props.onClose}>
            {t('common.done')}
          </Button>
        </Group>
      }
    >
      <Alert color="yellow" icon={<Icon name="warning" />} className="ward-no-print">
        {t('invites.once')}
      </Alert>
      <Stack align="center" className="ward-card">
        <QrCode text={invite.code.toUpperCase()} label={t('invites.qr')} />
        <Text className="ward-mono" size="sm">
          {invite.code}
        </Text>
        <div className="ward-no-print">
          <CopyText text={invite.code} label={t('invites.copy')} />
        </div>
      </Stack>
      {self === undefined ? null : (
        <Stack gap={4}>
          <Text>{t('invites.sheetHow', { url: self.urls[0] ?? '' })}</Text>
          <Text c="dimmed">{t('invites.sheetContact', { name: self.name, contact: self.contact })}</Text>
        </Stack>
      )}
      {config === undefined || config === null ? null : (
        <Stack gap="xs">
          <Text fw={600}>{t('invites.sheetWords')}</Text>
          <SixWords words={config.fingerprint} label={t('federation.fingerprint')} />
        </Stack>
      )}
    </Page>
  );
}
