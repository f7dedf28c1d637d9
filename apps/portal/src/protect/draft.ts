import type { SecretBytes } from '@wardkeep/crypto';
import { normalizeMemorableText, type IdentityInput } from '@wardkeep/protocol';

/** What is to be protected. */
export interface DraftSecret {
  readonly kind: 'bip39' | 'file' | 'note';
  readonly label: string;
  readonly bytes: SecretBytes;
}

/** Who somebody is, and how guardians reach them. */
export interface Person {
  readonly identity: IdentityInput;
  readonly contact: string;
}

/** Nobody yet. */
export const NOBODY: Person = Object.freeze({
  identity: Object.freeze({ surname: '', givenNames: '', dateOfBirth: '' }),
  contact: '',
});

/**
 * Whether two entries count as the same memorable information.
 *
 * @param first - as typed
 * @param second - as typed again
 */
export function isSameMemorable(first: string, second: string): boolean {
  try {
    return normalizeMemorableText(first) === normalizeMemorableText(second);
  } catch {
    return false;
  }
}
