import { Group, Stack, Text, Title, type TitleOrder } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A part of a page under a heading of its own. */
export interface SectionCardProps {
  readonly title: string;
  readonly text?: string;
  readonly order?: TitleOrder;
  /** Stands opposite the heading. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

/** A bordered region with a heading; screen readers list it by that heading. */
export function SectionCard({ title, text, order = 2, aside, children }: SectionCardProps): React.JSX.Element {
  const heading = useId();
  return (
    <section className="ward-card" aria-labelledby={heading}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div style={{ flex: '1 1 14rem' }}>
            <Title order={order} size={order === 2 ? 'h2' : 'h3'} id={heading}>
              {title}
            </Title>
            {text === undefined ? null : (
              <Text c="dimmed" size="sm" mt={4} maw="42rem">
                {text}
              </Text>
            )}
          </div>
          {aside}
        </Group>
        {children}
      </Stack>
    </section>
  );
}
