import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../show/icon.js';

/** A list that has nothing yet: why, and what to do next. */
export interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  /** What to do next, as buttons. */
  readonly children?: ReactNode;
}

/** Stands where a list has nothing to show. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps): React.JSX.Element {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
        <Icon name={icon} size={28} />
      </ThemeIcon>
      <Title order={2} size="h3" mt="xs">
        {title}
      </Title>
      <Text c="dimmed" maw="26rem">
        {text}
      </Text>
      {children}
    </Stack>
  );
}
