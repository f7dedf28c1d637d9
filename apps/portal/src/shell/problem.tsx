import { Button } from '@mantine/core';
import { ErrorNotice, Page } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** A screen that cannot be shown, and what to do about it. */
export function Problem({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.problem')}>
      <ErrorNotice error={error}>
        {onRetry === undefined ? null : <Button onClick={onRetry}>{t('shell.tryAgain')}</Button>}
        <Button variant="default" component={Link} to="/">
          {t('shell.toStart')}
        </Button>
      </ErrorNotice>
    </Page>
  );
}
