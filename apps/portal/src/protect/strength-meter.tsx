import { List, Stack, Text } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import { useTranslation } from 'react-i18next';
import { RENTED_CORES, type Strength } from './strength.js';

const FULL_BITS = 60;

/** How strong memorable information is, and against whom. */
export interface StrengthMeterProps {
  readonly strength: Strength;
  readonly federation: FederationView;
}

/** Says in words what the bar shows: what one guardian, a stranger, and guardians who collude could do. */
export function StrengthMeter({ strength, federation }: StrengthMeterProps): React.JSX.Element | null {
  const { t } = useTranslation();
  if (strength.kind === 'empty') return null;
  if (strength.kind === 'refused') {
    return (
      <Text role="alert" c="var(--mantine-color-error)">
        {t('strength.refused')}
      </Text>
    );
  }
  const { level, bits, warnings } = strength.assessment;
  const { unit, count } = strength.search;
  const width = `${String(Math.max(4, Math.min(100, (bits / FULL_BITS) * 100)))}%`;
  return (
    <Stack gap="sm" aria-live="polite">
      <div className="portal-meter" data-level={level} aria-hidden>
        <div style={{ width }} />
      </div>
      <Text fw={650}>{t(`strength.levels.${level}`)}</Text>
      {warnings.length === 0 ? null : (
        <List size="sm">
          {warnings.map((warning) => (
            <List.Item key={warning}>{t(`strength.warnings.${warning}`)}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm">{t('strength.alone')}</Text>
      <Text size="sm">
        {level === 'name'
          ? t('strength.collusionAtOnce', { needed: federation.size.recoverThreshold })
          : t('strength.collusion', {
              needed: federation.size.recoverThreshold,
              cores: RENTED_CORES,
              time: t(`strength.times.${unit}`, { count }),
            })}
      </Text>
    </Stack>
  );
}
