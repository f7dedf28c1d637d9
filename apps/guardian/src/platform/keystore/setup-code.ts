import { encodeBase64url, type Rng, sha256, utf8 } from '@wardkeep/crypto';
import type { Database, Tx } from '../database/database.js';

/** Crockford's base 32: no letter that looks like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 16;

/**
 * @param rng - Source of the code.
 * @returns A code of 80 bits that people type: four groups of four letters and digits.
 */
export function newSetupCode(rng: Rng): string {
  const letters = [...rng.bytes(CHARACTERS)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/**
 * @param code - As typed: case, spaces and dashes do not matter.
 * @returns What a node keeps of it; 80 random bits need no slow hash.
 */
export function hashSetupCode(code: string): string {
  const plain = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return encodeBase64url(sha256(utf8(`wardkeep/1/setup-code/${plain}`)));
}

/**
 * Keeps the hash of a new code in place of any older one.
 *
 * @param tx - Write unit.
 * @param code - From {@link newSetupCode}.
 */
export async function saveSetupCode(tx: Tx, code: string): Promise<void> {
  await tx.execute(
    `INSERT INTO settings (key, value) VALUES ('setup-code', ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [hashSetupCode(code)],
  );
}

/**
 * @param database - The node's database.
 * @param code - As typed.
 * @returns Whether it is the code that was made last.
 */
export async function isSetupCode(database: Database, code: string): Promise<boolean> {
  const [row] = await database.query<{ value: string }>("SELECT value FROM settings WHERE key = 'setup-code'");
  return row?.value === hashSetupCode(code);
}
