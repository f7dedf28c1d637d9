import { Stack, Text } from '@mantine/core';
import { ErrorNotice, Icon, Page, type IconName, useFormat, useNow } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOverview } from '../device/use-overview.js';
import { nextSteps } from './next-steps.js';

function Door(props: {
  to: string;
  icon: IconName;
  title: string;
  text: string;
  isUrgent?: boolean;
}): React.JSX.Element {
  return (
    <li>
      <Link className="portal-door" to={props.to} data-urgent={props.isUrgent === true}>
        <Icon name={props.icon} size={34} />
        <span>
          <strong>{props.title}</strong>
          <span>{props.text}</span>
        </span>
      </Link>
    </li>
  );
}

/** Three doors, and before them whatever this device was in the middle of. */
export function StartPage(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const overview = useOverview();
  const steps = overview.data === undefined ? [] : nextSteps(overview.data);
  return (
    <Page title={t('start.title')} text={t('start.text')}>
      <ErrorNotice error={overview.error} />
      {steps.length === 0 ? null : (
        <section aria-label={t('start.goOn')}>
          <ul className="portal-doors">
            {steps.map(({ kind, to, label, since }) => (
              <Door
                key={to}
                to={to}
                icon="clock"
                isUrgent
                title={t(`start.next.${kind}`)}
                text={t('start.nextText', { label, since: format.relative(since, now) })}
              />
            ))}
          </ul>
        </section>
      )}
      <ul className="portal-doors">
        <Door to="/protect" icon="shield" title={t('start.protect')} text={t('start.protectText')} />
        <Door to="/backups" icon="key" title={t('start.backups')} text={t('start.backupsText')} />
        <Door to="/recover" icon="phone" title={t('start.recover')} text={t('start.recoverText')} />
      </ul>
      <details className="portal-details">
        <summary>{t('start.copyTitle')}</summary>
        <Stack gap="sm">
          <Text size="sm">{t('start.copyText', { host: window.location.host })}</Text>
          <Text size="sm" className="ward-mono">
            {t('start.copyCommand')}
          </Text>
        </Stack>
      </details>
    </Page>
  );
}
