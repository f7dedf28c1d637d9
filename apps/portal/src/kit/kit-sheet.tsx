import { Stack, Text } from '@mantine/core';
import { QrCode, SectionCard, SixWords } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import type { KitContent } from './kit-content.js';

const LOST_STEPS = ['go', 'words', 'wait', 'memorable'] as const;

/** The kit as it is printed. */
export function KitSheet({ kit }: { readonly kit: KitContent }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <SectionCard title={t('kit.lostTitle')}>
        <ol className="portal-kit-steps">
          {LOST_STEPS.map((step) => (
            <li key={step}>{t(`kit.lost.${step}`, { needed: kit.approvals.needed, all: kit.approvals.all })}</li>
          ))}
        </ol>
      </SectionCard>
      <SectionCard title={t('kit.guardians', { federation: kit.federation })}>
        <ul className="portal-rows">
          {kit.guardians.map(({ name, contact, urls }) => (
            <li key={name}>
              <strong>{name}</strong>
              <span>{contact}</span>
              <span className="ward-mono">{urls.join(' ')}</span>
            </li>
          ))}
        </ul>
      </SectionCard>
      <SectionCard title={t('federation.fingerprint')} text={t('kit.fingerprintText')}>
        <SixWords words={kit.fingerprint} label={t('federation.fingerprint')} />
      </SectionCard>
      <SectionCard title={t('kit.invite')} text={t('kit.inviteText')}>
        <QrCode text={kit.invite.toUpperCase()} label={t('kit.invite')} />
        <Text size="xs" className="ward-mono">
          {kit.invite}
        </Text>
      </SectionCard>
      {kit.portalDigest === null ? null : (
        <SectionCard title={t('kit.digest')} text={t('kit.digestText')}>
          <Text size="sm" className="ward-mono">
            {kit.portalDigest}
          </Text>
        </SectionCard>
      )}
      <Text size="sm" c="dimmed">
        {t('kit.noSecrets')}
      </Text>
    </Stack>
  );
}
