import type { ConfigView } from '@wardkeep/protocol';
import { useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';

const HOUR = 3600;

/** The rules of a config, in words. */
export function ConfigFacts({ config }: { readonly config: ConfigView }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { policies } = config;
  const guardians = config.guardians.length;
  const facts = [
    [t('propose.recoverThreshold'), t('config.of', { count: config.recoverThreshold, guardians })],
    [t('propose.approvalThreshold'), t('config.of', { count: config.approvalThreshold, guardians })],
    [t('propose.recoveryHours'), t('config.hours', { count: policies.recoveryDelaySeconds / HOUR })],
    [t('propose.inheritanceDays'), t('config.days', { count: policies.inheritanceWaitingSeconds / (24 * HOUR) })],
    [t('propose.payloadMebibytes'), format.bytes(policies.payloadBytes)],
    [t('config.enrolment'), t(policies.openEnrolment ? 'config.enrolmentOpen' : 'config.enrolmentInvite')],
  ] as const;
  return (
    <dl className="admin-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
