import { ActionIcon, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { CardAnswer } from '@wardkeep/protocol';
import { CopyText, Icon, QrCode, QrScanner } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardFault, TakenCard, useCardDraft } from './card-draft.js';

function Taken(props: { readonly card: TakenCard; readonly onRemove: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { body } = props.card.bundle.card;
  return (
    <li className="admin-row">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={650}>{body.name}</Text>
          <Text size="sm" c="dimmed">
            {props.card.bundle.announcement.body.urls.join(', ')}
          </Text>
        </div>
        <ActionIcon
          variant="default"
          size={40}
          aria-label={t('cards.remove', { name: body.name })}
          onClick={props.onRemove}
        >
          <Icon name="trash" />
        </ActionIcon>
      </Group>
    </li>
  );
}

interface Props {
  readonly card: CardAnswer;
  readonly draft: ReturnType<typeof useCardDraft>;
}

/** Shows this node's card and takes in those of the others. */
export function ExchangeCards({ card, draft }: Props): React.JSX.Element {
  const { t } = useTranslation();
  const [fault, setFault] = useState<CardFault | null>(null);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      <Stack>
        <Title order={3}>{t('cards.own')}</Title>
        <Text size="sm" c="dimmed">
          {t('cards.ownText')}
        </Text>
        <QrCode text={card.card} label={t('cards.ownQr', { name: card.name })} />
        <Group justify="center">
          <CopyText text={card.card} label={t('cards.copy')} />
        </Group>
      </Stack>
      <Stack>
        <Title order={3}>{t('cards.others')}</Title>
        <QrScanner
          label={t('cards.paste')}
          action={t('cards.add')}
          error={fault === null ? null : t(`errors.${fault}.next`)}
          onText={(text) => setFault(draft.add(text))}
        />
        <Text role="status" size="sm" fw={600}>
          {t('cards.count', { count: draft.cards.length })}
        </Text>
        <ul className="admin-list">
          {draft.cards.map((one) => (
            <Taken key={one.text} card={one} onRemove={() => draft.remove(one)} />
          ))}
        </ul>
      </Stack>
    </SimpleGrid>
  );
}
