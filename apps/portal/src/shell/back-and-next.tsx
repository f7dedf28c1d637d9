import { Button } from '@mantine/core';
import { Icon } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';

/** The way on and the way back of a step. */
export interface BackAndNextProps {
  readonly onBack?: (() => void) | undefined;
  /** Word on the button that goes on. */
  readonly next?: string | undefined;
  readonly disabled?: boolean;
  readonly loading?: boolean;
  /** Left out inside a form, which the button then sends. */
  readonly onNext?: () => void;
}

/** Two big buttons at the end of a step; the way on comes first on a phone. */
export function BackAndNext(props: BackAndNextProps): React.JSX.Element {
  const { t } = useTranslation();
  const { onBack, next = t('shell.next'), disabled = false, loading = false, onNext } = props;
  return (
    <div className="portal-steps">
      <Button
        size="lg"
        type={onNext === undefined ? 'submit' : 'button'}
        disabled={disabled}
        loading={loading}
        onClick={onNext}
      >
        {next}
      </Button>
      {onBack === undefined ? null : (
        <Button size="lg" variant="default" leftSection={<Icon name="back" />} onClick={onBack} disabled={loading}>
          {t('shell.back')}
        </Button>
      )}
    </div>
  );
}
