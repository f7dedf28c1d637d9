import { Button, type MantineColor, Text } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A button that a stray click does not set off. */
export interface ConfirmByHoldProps {
  readonly label: string;
  readonly onConfirm: () => void;
  readonly color?: MantineColor;
  readonly disabled?: boolean;
  readonly loading?: boolean;
  /** Milliseconds that it must be held. */
  readonly holdMs?: number;
}

const isPress = (key: string): boolean => key === ' ' || key === 'Enter';

/** Acts only after being held, by pointer or by the space or enter key; letting go earlier does nothing. */
export function ConfirmByHold(props: ConfirmByHoldProps): React.JSX.Element {
  const { label, onConfirm, color = 'ward', disabled = false, loading = false, holdMs = 1500 } = props;
  const { t } = useTranslation('ui');
  const hint = useId();
  const [isHolding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const release = (): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const press = (): void => {
    if (disabled || loading || timer.current !== undefined) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      release();
      onConfirm();
    }, holdMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div>
      <Button
        fullWidth
        size="lg"
        color={color}
        disabled={disabled}
        loading={loading}
        className="ward-hold"
        data-holding={isHolding}
        aria-describedby={hint}
        style={{ '--hold-time': `${String(holdMs)}ms` }}
        onPointerDown={press}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (isPress(event.key)) {
            event.preventDefault();
            press();
          }
        }}
        onKeyUp={release}
        onBlur={release}
      >
        <span className="ward-hold-fill" aria-hidden="true" />
        {label}
      </Button>
      <Text id={hint} size="sm" c="dimmed" mt={6} ta="center" aria-live="polite">
        {isHolding ? t('keepHolding') : t('holdHint')}
      </Text>
    </div>
  );
}
