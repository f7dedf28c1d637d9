import { concatBytes, parseScalar, SecretBytes } from '@wardkeep/crypto';
import type { HeldParts, LookupId, Path } from '@wardkeep/protocol';
import { parseLookupId } from '@wardkeep/protocol';
import type { Keystore } from '../../platform/keystore/keystore.js';

/*
 * What lies encrypted in the database. Parts: kᵢ (32) ‖ sᵢ (32) ‖ shard. Lookup: lookupId (32) ‖ nonce (32). The context names
 * table, column and row, so that a row put in the place of another does not open.
 */

const SCALAR_BYTES = 32;
const LOOKUP_BYTES = 32;

const partsContext = (manifestId: string, path: Path): string => `backup_parts/sealed/${manifestId}/${path}`;
const lookupContext = (manifestId: string): string => `backups/lookup_sealed/${manifestId}`;

/**
 * @param keystore - Of this node.
 * @param epoch - Epoch of the parts.
 * @param manifestId - Row that they belong to.
 * @param path - Path that they belong to.
 * @param held - The parts.
 * @returns What is stored.
 */
export function encryptParts(
  keystore: Keystore,
  epoch: number,
  manifestId: string,
  path: Path,
  held: HeldParts,
): Uint8Array {
  const plain = concatBytes(held.oprfPart, held.releasePart, held.shard.reveal());
  try {
    return keystore.encryptAtRest(epoch, partsContext(manifestId, path), plain);
  } finally {
    plain.fill(0);
  }
}

/**
 * Opens what {@link encryptParts} stored.
 *
 * @param keystore - Of this node.
 * @param epoch - Epoch of the parts.
 * @param manifestId - Row that they belong to.
 * @param path - Path that they belong to.
 * @param sealed - As stored.
 * @returns The parts; wipe them.
 */
export function decryptParts(
  keystore: Keystore,
  epoch: number,
  manifestId: string,
  path: Path,
  sealed: Uint8Array,
): HeldParts {
  const secret = keystore.decryptAtRest(epoch, partsContext(manifestId, path), sealed);
  const plain = secret.reveal();
  try {
    return {
      oprfPart: parseScalar(plain.subarray(0, SCALAR_BYTES)),
      releasePart: parseScalar(plain.subarray(SCALAR_BYTES, 2 * SCALAR_BYTES)),
      shard: SecretBytes.from(plain.subarray(2 * SCALAR_BYTES)),
    };
  } finally {
    secret.wipe();
  }
}

/** Overwrites parts that have done their work. */
export function wipeParts({ shard, oprfPart, releasePart }: HeldParts): void {
  shard.wipe();
  oprfPart.fill(0);
  releasePart.fill(0);
}

/** @returns What is stored of the owner's lookup id and its nonce. */
export function encryptLookup(
  keystore: Keystore,
  epoch: number,
  manifestId: string,
  lookup: { readonly lookupId: LookupId; readonly nonce: Uint8Array },
): Uint8Array {
  const plain = concatBytes(lookup.lookupId, lookup.nonce);
  try {
    return keystore.encryptAtRest(epoch, lookupContext(manifestId), plain);
  } finally {
    plain.fill(0);
  }
}

/** Opens what {@link encryptLookup} stored. */
export function decryptLookup(
  keystore: Keystore,
  epoch: number,
  manifestId: string,
  sealed: Uint8Array,
): { readonly lookupId: LookupId; readonly nonce: Uint8Array } {
  const plain = keystore.decryptAtRest(epoch, lookupContext(manifestId), sealed).reveal();
  return { lookupId: parseLookupId(plain.slice(0, LOOKUP_BYTES)), nonce: plain.slice(LOOKUP_BYTES) };
}
