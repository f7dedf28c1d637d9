import { base64 } from '@scure/base';
import { verifyEd25519 } from '#ed25519';
import { concatBytes, equalBytes, utf8, type Bytes } from './bytes.js';
import type { SigningKey } from './ed25519/types.js';
import { CryptoError } from './errors.js';
import { sha256 } from './hash.js';

/*
 * A checkpoint of a Merkle log: C2SP tlog-checkpoint inside a C2SP signed-note. The note's text is three lines (origin, size,
 * root) and optional extension lines; after an empty line come the signatures, one a line.
 */

const ED25519_TYPE = Uint8Array.of(1);
const KEY_HASH_BYTES = 4;
const HASH_BYTES = 32;
const DASH = '\u2014';
const LONGEST_NOTE = 65536;

/** What a log says of itself at one moment. */
export interface Checkpoint {
  /** Names the log; one line, not empty. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** Root hash, 32 bytes. */
  readonly root: Uint8Array;
  /** Further lines, none empty. */
  readonly extensions?: readonly string[];
}

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** Tells keys of one name apart; not a proof of anything. */
  readonly keyHash: Bytes;
  readonly signature: Bytes;
}

/** A parsed note; nothing in it is verified yet. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** What the signatures cover, with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/**
 * @param checkpoint - to encode
 * @returns the text to be signed, with its final newline
 * @throws CryptoError CHECKPOINT_MALFORMED
 */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions = [] } = checkpoint;
  if (![origin, ...extensions].every(isLine)) throw malformed('origin and extensions must be single lines, not empty');
  if (!Number.isSafeInteger(size) || size < 0) throw malformed('size must be an integer from 0 to 2^53 - 1');
  if (root.length !== HASH_BYTES) throw malformed(`root must be 32 bytes, got ${String(root.length)}`);
  return [origin, String(size), base64.encode(new Uint8Array(root)), ...extensions, ''].join('\n');
}

/**
 * @param name - of the key: no space, no plus sign, not empty
 * @param publicKey - Ed25519, 32 bytes
 * @returns the 4-byte hash that goes before a signature
 */
export function noteKeyHash(name: string, publicKey: Uint8Array): Bytes {
  if (!isName(name)) throw malformed('key name must be one line without spaces and plus signs');
  return sha256(utf8(`${name}\n`), ED25519_TYPE, publicKey).slice(0, KEY_HASH_BYTES);
}

/**
 * Signs a checkpoint as a note.
 * @param checkpoint - to sign
 * @param name - of the key, by C2SP the origin of the log
 * @param key - the log's key
 * @returns the signed note; lines of other signers may be appended to it
 * @throws CryptoError CHECKPOINT_MALFORMED
 */
export function signCheckpoint(checkpoint: Checkpoint, name: string, key: SigningKey): string {
  const text = encodeCheckpoint(checkpoint);
  return `${text}\n${signatureLine(text, name, key)}`;
}

/**
 * One more signer's line for a note.
 * @param text - from {@link encodeCheckpoint}
 * @param name - of the key
 * @param key - the signer's key
 * @returns the line with its newline
 */
export function signatureLine(text: string, name: string, key: SigningKey): string {
  const signature = concatBytes(noteKeyHash(name, key.publicKey), key.sign(utf8(text)));
  return `${DASH} ${name} ${base64.encode(signature)}\n`;
}

/**
 * Parses a signed note. Verifies nothing.
 * @param note - from outside
 * @returns its parts
 * @throws CryptoError CHECKPOINT_MALFORMED
 */
export function parseSignedCheckpoint(note: string): SignedCheckpoint {
  if (note.length > LONGEST_NOTE) throw malformed('note must be at most 65536 characters');
  const at = note.lastIndexOf('\n\n');
  if (at < 0 || !note.endsWith('\n')) throw malformed('note must have an empty line before its signatures');
  const text = note.slice(0, at + 1);
  const lines = note.slice(at + 2, -1).split('\n');
  const [origin = '', size = '', root = '', ...extensions] = text.slice(0, -1).split('\n');
  if (!/^(0|[1-9][0-9]*)$/.test(size)) throw malformed('size must be decimal digits without leading zeros');
  const checkpoint: Checkpoint = { origin, size: Number(size), root: decodeBase64(root), extensions };
  if (encodeCheckpoint(checkpoint) !== text) throw malformed('checkpoint is not in its one encoding');
  return { checkpoint, text, signatures: lines.map((line) => parseSignature(line)) };
}

/**
 * Verifies that one given key signed a note.
 * @param note - from outside
 * @param name - of the key, expected
 * @param publicKey - of the log, expected
 * @returns the checkpoint
 * @throws CryptoError CHECKPOINT_MALFORMED; SIGNATURE_INVALID when the key has no good signature on it
 */
export function verifyCheckpoint(note: string, name: string, publicKey: Uint8Array): Checkpoint {
  const { checkpoint, text, signatures } = parseSignedCheckpoint(note);
  const keyHash = noteKeyHash(name, publicKey);
  const own = signatures.filter((line) => line.name === name && equalBytes(line.keyHash, keyHash));
  // C2SP: a known key's bad signature fails the note, whatever else is on it.
  const good = own.every(({ signature }) => verifyEd25519(publicKey, utf8(text), signature));
  if (own.length === 0 || !good)
    throw new CryptoError('SIGNATURE_INVALID', 'checkpoint has no good signature of this key');
  return checkpoint;
}

function parseSignature(line: string): NoteSignature {
  const [dash, name = '', encoded = '', ...more] = line.split(' ');
  if (dash !== DASH || !isName(name) || more.length > 0)
    throw malformed('signature line must be dash, name and base64');
  const bytes = decodeBase64(encoded);
  // Other signers may use other algorithms; only a line too short to name its key is refused here.
  if (bytes.length <= KEY_HASH_BYTES) throw malformed('signature must hold a key hash and a signature');
  return { name, keyHash: bytes.slice(0, KEY_HASH_BYTES), signature: bytes.slice(KEY_HASH_BYTES) };
}

function decodeBase64(text: string): Bytes {
  try {
    return new Uint8Array(base64.decode(text));
  } catch {
    throw malformed('base64 is malformed');
  }
}

function isLine(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Surrogate}]/u.test(text);
}

function isName(text: string): boolean {
  return isLine(text) && !/[\s+]/u.test(text);
}

function malformed(message: string): CryptoError {
  return new CryptoError('CHECKPOINT_MALFORMED', `checkpoint: ${message}`);
}
