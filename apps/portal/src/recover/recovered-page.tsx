import { Alert, Button, Stack } from '@mantine/core';
import { Icon, Page } from '@wardkeep/ui';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Opened } from './claim-page.js';
import { SecretCard } from './secret-card.js';

/** The secrets, hidden until asked for, and whose the backup is now. They are wiped when the screen is left. */
export function RecoveredPage(props: {
  readonly opened: Opened;
  readonly federationId: string | null;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { secrets, ownership } = props.opened;
  useEffect(
    () => () => {
      for (const { bytes } of secrets) bytes.wipe();
    },
    [secrets],
  );
  const status = ownership?.status ?? 'unchanged';
  return (
    <Page title={t('recovered.title')} text={t('recovered.text')}>
      {secrets.map((secret, at) => (
        <SecretCard key={`${String(at)}-${secret.label}`} secret={secret} />
      ))}
      <Alert
        variant="light"
        color={status === 'rotated' ? 'ward' : 'yellow'}
        icon={<Icon name={status === 'rotated' ? 'check' : 'info'} />}
        title={t(`recovered.ownership.${status}.title`)}
      >
        {t(`recovered.ownership.${status}.text`)}
      </Alert>
      <Stack gap="sm">
        {status === 'unchanged' || props.federationId === null ? null : (
          <Button size="lg" component={Link} to={`/kit/${props.federationId}`}>
            {t('recovered.kit')}
          </Button>
        )}
        <Button size="lg" variant="default" component={Link} to="/backups">
          {t('recovered.done')}
        </Button>
      </Stack>
    </Page>
  );
}
