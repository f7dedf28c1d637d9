import { Badge } from '@mantine/core';
import { Icon } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import type { SignatureVerdict } from './verify-signed.js';

/** Says whether this browser could verify a signature itself. */
export function VerdictBadge({ verdict }: { readonly verdict: SignatureVerdict | undefined }): React.JSX.Element {
  const { t } = useTranslation();
  if (verdict === undefined) return <Badge color="gray">{t('verdict.checking')}</Badge>;
  const isGood = verdict === 'good';
  return (
    <Badge
      color={isGood ? 'green' : 'red'}
      variant={isGood ? 'light' : 'filled'}
      leftSection={<Icon name={isGood ? 'check' : 'warning'} size={14} />}
    >
      {t(`verdict.${verdict}`)}
    </Badge>
  );
}
