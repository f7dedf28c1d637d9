import { Alert, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../show/icon.js';
import { errorCode, errorDetail } from './error-code.js';

/** An error, and what helps. */
export interface ErrorNoticeProps {
  /** What was thrown; nothing is shown for null and undefined. */
  readonly error: unknown;
  /** Buttons under the text. */
  readonly children?: ReactNode;
}

/**
 * Says what happened and what to do next, from messages `errors.<CODE>.title` and `errors.<CODE>.next` of the app or of
 * this package. Announced at once to screen readers.
 */
export function ErrorNotice({ error, children }: ErrorNoticeProps): React.JSX.Element | null {
  const { t } = useTranslation(['app', 'ui']);
  if (error === null || error === undefined) return null;
  const code = errorCode(error);
  const say = (part: 'title' | 'next'): string =>
    t([`app:errors.${code}.${part}`, `ui:errors.${code}.${part}`, `ui:errors.UNKNOWN.${part}`]);
  const detail = errorDetail(error);
  return (
    <Alert color="red" variant="light" role="alert" icon={<Icon name="warning" />} title={say('title')}>
      <Stack gap="xs">
        <Text size="sm">{say('next')}</Text>
        <Text size="xs" c="dimmed" className="ward-mono">
          {detail === '' ? code : `${code}: ${detail}`}
        </Text>
        {children === undefined ? null : <Group gap="sm">{children}</Group>}
      </Stack>
    </Alert>
  );
}
