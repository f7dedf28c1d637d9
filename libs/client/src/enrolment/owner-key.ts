import { encodeBase64url, generateSigningKeyPair, signingKeyPairFromSeed, type SigningKey } from '@wardkeep/crypto';
import type { FederationId, SigningKeyText } from '@wardkeep/protocol';
import { InputError, type ClientContext, type DeviceState, type OwnerState } from '../core/index.js';

/** An owner key of this device, ready to sign. */
export interface DeviceOwnerKey {
  readonly key: SigningKey;
  readonly stored: OwnerState;
}

/**
 * The owner key that signs for a backup, or for a new one: the device's newest for the federation.
 *
 * @param state - the device's state
 * @param federationId - whose guardians are to accept it
 * @param text - the key that a known backup names
 * @returns the key, or null when the device has none for a new backup
 * @throws InputError NOT_ENROLLED when the device does not hold the key that a backup names
 */
export function findOwnerKey(state: DeviceState, federationId: FederationId, text?: string): DeviceOwnerKey | null {
  const mine = state.owners.filter((owner) => owner.federationId === federationId);
  const wanted = text === undefined ? mine : mine.filter(({ key }) => key === text);
  const newest = wanted.reduce<OwnerState | null>((a, b) => (a === null || b.createdAt >= a.createdAt ? b : a), null);
  if (newest !== null) return { key: signingKeyPairFromSeed(newest.seed.reveal()), stored: newest };
  if (text !== undefined) throw new InputError('NOT_ENROLLED', 'this device does not hold the owner key of the backup');
  return null;
}

/** Makes a first owner key; it counts once it is stored. */
export function makeOwnerKey(context: ClientContext, federationId: FederationId): DeviceOwnerKey {
  const key = generateSigningKeyPair(context.rng);
  const text = encodeBase64url(key.publicKey) as SigningKeyText;
  return { key, stored: { federationId, key: text, seed: key.seed(), createdAt: context.clock.now() } };
}
