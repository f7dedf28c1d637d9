import { verifyCard, verifyProposedConfig } from '@wardkeep/protocol';

/**
 * Gives for a text what its check gave the last time: peers send the same cards and configs over and over, and a check
 * depends on nothing but the text. What did not verify is checked again.
 *
 * @param verify - A check that is a function of the text alone and gives something that nobody changes.
 * @param most - How many texts are remembered; the one not asked for longest is forgotten.
 */
export function rememberVerified<T>(verify: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? verify(text);
    known.delete(text);
    known.set(text, value);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return value;
  };
}

/** As the protocol's `verifyProposedConfig`. Each has up to half a megabyte. */
export const verifyProposedConfigOnce = rememberVerified(verifyProposedConfig, 16);
/** As the protocol's `verifyCard`. */
export const verifyCardOnce = rememberVerified(verifyCard, 64);
