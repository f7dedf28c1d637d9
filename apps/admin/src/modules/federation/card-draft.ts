import { useLocalStorage } from '@mantine/hooks';
import { type CardBundle, parseCardBundle } from '@wardkeep/protocol';

/** A card that was taken in, verified by this browser. */
export interface TakenCard {
  readonly text: string;
  readonly bundle: CardBundle;
}

/** Why a text is not taken as another guardian's card. */
export type CardFault = 'CARD_OWN' | 'CARD_TWICE' | 'CARD_IS_INVITE' | 'CARD_INVALID';

function read(text: string): TakenCard | null {
  try {
    return { text, bundle: parseCardBundle(text) };
  } catch {
    return null;
  }
}

const keyOf = (card: TakenCard): string => card.bundle.card.body.signer.key;

/** Cards of the other guardians, kept on this device until the federation is founded: a closed tab loses none. */
export function useCardDraft(ownKey: string): {
  readonly cards: readonly TakenCard[];
  /** Takes a card in. @returns why not, or null */
  readonly add: (text: string) => CardFault | null;
  readonly remove: (card: TakenCard) => void;
  readonly clear: () => void;
} {
  const [texts, setTexts] = useLocalStorage<string[]>({
    key: 'wardkeep-founding-cards',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const cards = texts.map(read).filter((card) => card !== null);
  const add = (text: string): CardFault | null => {
    if (/^wk1/i.test(text)) return 'CARD_IS_INVITE';
    const card = read(text);
    if (card === null) return 'CARD_INVALID';
    if (keyOf(card) === ownKey) return 'CARD_OWN';
    if (cards.some((one) => keyOf(one) === keyOf(card))) return 'CARD_TWICE';
    setTexts([...texts, text]);
    return null;
  };
  return {
    cards,
    add,
    remove: (card) => setTexts(texts.filter((text) => text !== card.text)),
    clear: () => setTexts([]),
  };
}
