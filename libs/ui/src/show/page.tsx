import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** One screen. */
export interface PageProps {
  readonly title: string;
  readonly text?: string;
  /** Stands opposite the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** Heading and content of a screen; names the browser's tab and takes the focus when one comes from another screen. */
export function Page({ title, text, aside, children }: PageProps): React.JSX.Element {
  const { t } = useTranslation('ui');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = t('pageTitle', { title });
  }, [t, title]);
  useEffect(() => {
    if (document.body.dataset.visited === 'true') heading.current?.focus({ preventScroll: true });
    document.body.dataset.visited = 'true';
  }, []);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="md">
        <div style={{ flex: '1 1 16rem' }}>
          <Title order={1} ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
            {title}
          </Title>
          {text === undefined ? null : (
            <Text c="dimmed" mt={6} maw="42rem">
              {text}
            </Text>
          )}
        </div>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}
