import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../text/format.js';
import { useNow } from './use-now.js';

/** Time that is left until a moment. */
export interface CountdownProps {
  /** Milliseconds since 1970. */
  readonly to: number;
  /** What is shown once it has come. */
  readonly over: string;
  readonly size?: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Counts down in days, hours, minutes and seconds; screen readers get the moment itself instead of every tick. */
export function Countdown({ to, over, size = 'xl' }: CountdownProps): React.JSX.Element {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const seconds = Math.ceil((to - useNow()) / 1000);
  if (seconds <= 0) return <Text fw={600}>{over}</Text>;
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return (
    <div role="timer" aria-live="off" aria-label={t('until', { time: format.time(to) })}>
      <Text component="span" aria-hidden fw={700} size={size} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {days > 0 ? `${t('days', { count: days })} ${clock}` : clock}
      </Text>
    </div>
  );
}
