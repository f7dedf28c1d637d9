import { Alert, Loader, Text } from '@mantine/core';
import { ErrorNotice, Icon, Page, SectionCard, SixWords, useFormat, useNow } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useFederation, useMe } from '../../api/queries.js';
import { ConfigFacts } from './config-facts.js';
import { ConfigHistory } from './config-history.js';
import { PeerRow } from './peer-row.js';
import { UrlForm } from './url-form.js';
import { WindingDown } from './winding-down.js';

const EVERY_MS = 10_000;

/** The guardians and how their nodes stand, the rules, their history, and the end of the federation. */
export default function FederationPage(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(EVERY_MS);
  const isAdmin = useMe().data?.role === 'admin';
  const federation = useFederation(EVERY_MS);
  const found = federation.data;
  const self = found?.config?.guardians.find((guardian) => guardian.self);
  return (
    <Page title={found?.config?.name ?? t('federation.title')} text={t('federation.text')}>
      <ErrorNotice error={federation.error} />
      {found === undefined ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      {found?.acting === false ? (
        <Alert color="yellow" icon={<Icon name="clock" />} title={t('federation.notActing')} role="status">
          {t('federation.notActingText')}
        </Alert>
      ) : null}
      {found?.peers.some((peer) => peer.portal.matches === false) === true ? (
        <Alert color="red" icon={<Icon name="warning" />} title={t('federation.portalAlarm')}>
          {t('federation.portalAlarmText')}
        </Alert>
      ) : null}
      {found === undefined ? null : (
        <>
          <SectionCard title={t('federation.peers')} text={t('federation.peersText')}>
            <ul className="admin-list">
              {found.peers.map((peer) => (
                <PeerRow key={peer.index} peer={peer} now={now} version={found.node.softwareVersion} />
              ))}
            </ul>
          </SectionCard>
          <SectionCard title={t('federation.own')}>
            <dl className="admin-facts">
              <div>
                <dt>{t('node.name')}</dt>
                <dd>{self?.name}</dd>
              </div>
              <div>
                <dt>{t('node.contact')}</dt>
                <dd>{self?.contact}</dd>
              </div>
              <div>
                <dt>{t('peer.version')}</dt>
                <dd>{found.node.softwareVersion}</dd>
              </div>
              <div>
                <dt>{t('federation.clock')}</dt>
                <dd>{format.time(found.node.time)}</dd>
              </div>
            </dl>
            <div>
              <Text size="sm" c="dimmed">
                {t('federation.portalDigest')}
              </Text>
              <Text className="ward-mono" size="sm">
                {found.node.portal.digest ?? t('federation.portalNone')}
              </Text>
            </div>
            {isAdmin && self !== undefined ? <UrlForm key={self.urls.join()} urls={self.urls} /> : null}
          </SectionCard>
        </>
      )}
      {found?.config === undefined || found.config === null ? null : (
        <>
          <SectionCard title={t('federation.rules')} text={t('federation.epoch', { epoch: found.config.epoch })}>
            <ConfigFacts config={found.config} />
            <Text fw={600}>{t('federation.fingerprint')}</Text>
            <SixWords words={found.config.fingerprint} label={t('federation.fingerprint')} />
          </SectionCard>
          <ConfigHistory />
          <WindingDown config={found.config} standing={found.windingDown} isAdmin={isAdmin} />
        </>
      )}
    </Page>
  );
}
