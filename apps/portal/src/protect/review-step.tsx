import { Stack, Text } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import { normalizeIdentity } from '@wardkeep/protocol';
import { SectionCard, useFormat, useNow } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { BackAndNext } from '../shell/back-and-next.js';
import { Facts } from '../shell/facts.js';
import type { DraftSecret, Person } from './draft.js';

/** Everything that is about to be done, once more. */
export interface ReviewStepProps {
  readonly federation: FederationView;
  readonly secret: DraftSecret;
  readonly person: Person;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

/** What is protected, for whom and by whom; the secret itself is not shown again. */
export function ReviewStep({ federation, secret, person, onBack, onDone }: ReviewStepProps): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { size, policies, name } = federation;
  return (
    <Stack gap="lg">
      <SectionCard title={t('review.what')}>
        <Facts
          facts={[
            [t('review.secret'), secret.label],
            [t('review.kind'), t(`secret.names.${secret.kind}`)],
            [t('review.size'), format.bytes(secret.bytes.length)],
          ]}
        />
      </SectionCard>
      <SectionCard title={t('review.who')}>
        <Facts
          facts={[
            [t('review.identity'), normalizeIdentity(person.identity, now).display],
            [t('identity.contact'), person.contact === '' ? t('review.noContact') : person.contact],
            [t('review.memorable'), t('review.memorableHidden')],
          ]}
        />
      </SectionCard>
      <SectionCard title={t('review.how')}>
        <Facts
          facts={[
            [t('review.federation'), name],
            [
              t('review.approvals'),
              t('review.approvalsValue', { needed: size.approvalThreshold, all: size.guardians }),
            ],
            [
              t('review.delay'),
              policies.recoveryDelaySeconds === 0
                ? t('review.noDelay')
                : t('review.hours', { count: Math.ceil(policies.recoveryDelaySeconds / 3600) }),
            ],
          ]}
        />
      </SectionCard>
      <Text size="sm" c="dimmed">
        {t('review.forgets')}
      </Text>
      <BackAndNext onBack={onBack} onNext={onDone} next={t('review.go')} />
    </Stack>
  );
}
