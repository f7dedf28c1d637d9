import {
  generateSealingKeyPair,
  hmacSha256,
  openAead,
  type Rng,
  sealAead,
  type SealingKeyPair,
  sealingKeyPairFromSeed,
  SecretBytes,
  type SigningKey,
  signingKeyPairFromSeed,
  utf8,
} from '@wardkeep/crypto';
import type { Database, Tx } from '../database/database.js';
import { StartError } from '../start-error.js';
import { deleteEpochKeys, insertNodeKey, type NodeKeyKind, readNodeKeys } from './node-key.repository.js';
import type { RootKey } from './root-key.js';

const KEY_BYTES = 32;

type EpochKeys = { signing?: SigningKey; sealing?: SealingKeyPair; storage?: SecretBytes };

const aadOf = (kind: NodeKeyKind, sequence: number): Uint8Array =>
  utf8(`wardkeep/1/node-key/${kind}/${String(sequence)}`);

/**
 * The node's keys. They lie in the database, wrapped under the root key, so that all processes of one guardian have the same;
 * a copy of the database alone opens none of them.
 */
export class Keystore {
  readonly #wrapping: SecretBytes;
  readonly #lookup: SecretBytes;
  readonly #epochs = new Map<number, EpochKeys>();
  readonly #instances = new Map<number, SigningKey>();

  /**
   * @param root - The root key.
   * @param database - Where the wrapped keys are.
   * @param rng - Source of nonces and new keys.
   */
  constructor(
    root: RootKey,
    private readonly database: Database,
    private readonly rng: Rng,
  ) {
    this.#wrapping = root.derive('node-keys');
    this.#lookup = root.derive('lookup');
  }

  /**
   * Reads the keys from the database, again after another process may have made or erased some.
   *
   * @throws StartError `KEY_FILE_INVALID` when the root key is not the one they were wrapped under.
   */
  async refresh(): Promise<void> {
    const rows = await readNodeKeys(this.database);
    this.#epochs.clear();
    this.#instances.clear();
    for (const { kind, sequence, wrapped } of rows) {
      let secret: Uint8Array;
      try {
        secret = openAead(this.#wrapping.reveal(), wrapped, aadOf(kind, sequence));
      } catch (cause) {
        throw new StartError('KEY_FILE_INVALID', 'the root key does not open the keys in the database', { cause });
      }
      this.#keep(kind, sequence, secret);
      secret.fill(0);
    }
  }

  /** @returns Epochs whose keys the node holds, ascending. */
  get epochs(): number[] {
    return [...this.#epochs.keys()].sort((a, b) => a - b);
  }

  /** @returns The newest generation of this node. */
  get generation(): number {
    return Math.max(0, ...this.#instances.keys());
  }

  /**
   * @param epoch - Epoch of the federation.
   * @returns The Ed25519 key that signs for it.
   */
  signingKey(epoch: number): SigningKey {
    return this.#get(epoch, 'signing');
  }

  /**
   * @param epoch - Epoch of the federation.
   * @returns The X25519 key that opens what is sealed to this node in it.
   */
  sealingKeyPair(epoch: number): SealingKeyPair {
    return this.#get(epoch, 'sealing');
  }

  /** @returns The Ed25519 key of this instance of the node. */
  get instanceKey(): SigningKey {
    const key = this.#instances.get(this.generation);
    if (key === undefined) throw new Error('node has no instance key');
    return key;
  }

  /**
   * Encrypts what must not be read from a disk.
   *
   * @param epoch - Epoch that the content belongs to; unreadable once its keys are erased.
   * @param context - Table, column and row, so that a ciphertext cannot be moved to another.
   * @param bytes - Plaintext.
   * @returns Nonce, ciphertext and tag.
   */
  encryptAtRest(epoch: number, context: string, bytes: Uint8Array): Uint8Array {
    return sealAead(this.#get(epoch, 'storage').reveal(), bytes, atRestAad(epoch, context), this.rng);
  }

  /**
   * @param epoch - Epoch given at encryption.
   * @param context - Context given at encryption.
   * @param sealed - Nonce, ciphertext and tag.
   * @returns Plaintext.
   * @throws CryptoError when row, epoch or bytes are not those that were encrypted.
   */
  decryptAtRest(epoch: number, context: string, sealed: Uint8Array): SecretBytes {
    const plain = openAead(this.#get(epoch, 'storage').reveal(), sealed, atRestAad(epoch, context));
    const secret = SecretBytes.from(plain);
    plain.fill(0);
    return secret;
  }

  /**
   * Finds a value without storing it: equal input gives equal output on this node only.
   *
   * @param bytes - For example a lookup id.
   * @returns 32 bytes of HMAC-SHA-256.
   */
  lookupHmac(bytes: Uint8Array): Uint8Array {
    return hmacSha256(this.#lookup.reveal(), bytes);
  }

  /**
   * Makes the keys of an epoch, unless it has some.
   *
   * @param tx - Write unit; call {@link refresh} after it.
   * @param epoch - The epoch to come.
   * @param createdAt - Milliseconds since the Unix epoch.
   */
  async createEpochKeys(tx: Tx, epoch: number, createdAt: number): Promise<void> {
    const seed = SecretBytes.random(this.rng, KEY_BYTES);
    const sealing = generateSealingKeyPair(this.rng);
    const publicKey = signingKeyPairFromSeed(seed.reveal()).publicKey;
    await this.#insert(tx, 'signing', epoch, seed.reveal(), publicKey, createdAt);
    const sealingSeed = sealing.seed();
    const storage = SecretBytes.random(this.rng, KEY_BYTES);
    await this.#insert(tx, 'sealing', epoch, sealingSeed.reveal(), sealing.publicKey, createdAt);
    await this.#insert(tx, 'storage', epoch, storage.reveal(), null, createdAt);
    for (const secret of [seed, sealingSeed, storage]) secret.wipe();
  }

  /**
   * Makes the instance key of a generation, unless it has one.
   *
   * @param tx - Write unit; call {@link refresh} after it.
   * @param generation - From 1.
   * @param createdAt - Milliseconds since the Unix epoch.
   */
  async createInstanceKey(tx: Tx, generation: number, createdAt: number): Promise<void> {
    const seed = SecretBytes.random(this.rng, KEY_BYTES);
    const { publicKey } = signingKeyPairFromSeed(seed.reveal());
    await this.#insert(tx, 'instance', generation, seed.reveal(), publicKey, createdAt);
    seed.wipe();
  }

  /**
   * Erases the keys of an epoch: what was encrypted at rest in it is gone.
   *
   * @param tx - Write unit; call {@link refresh} after it.
   * @param epoch - An epoch that is over.
   */
  async eraseEpochKeys(tx: Tx, epoch: number): Promise<void> {
    await deleteEpochKeys(tx, epoch);
  }

  async #insert(
    tx: Tx,
    kind: NodeKeyKind,
    sequence: number,
    secret: Uint8Array,
    publicKey: Uint8Array | null,
    createdAt: number,
  ): Promise<void> {
    const wrapped = sealAead(this.#wrapping.reveal(), secret, aadOf(kind, sequence), this.rng);
    await insertNodeKey(tx, { kind, sequence, wrapped, publicKey, createdAt });
  }

  #keep(kind: NodeKeyKind, sequence: number, secret: Uint8Array): void {
    if (kind === 'instance') {
      this.#instances.set(sequence, signingKeyPairFromSeed(secret));
      return;
    }
    const keys = this.#epochs.get(sequence) ?? {};
    if (kind === 'signing') keys.signing = signingKeyPairFromSeed(secret);
    if (kind === 'sealing') keys.sealing = sealingKeyPairFromSeed(secret);
    if (kind === 'storage') keys.storage = SecretBytes.from(secret);
    this.#epochs.set(sequence, keys);
  }

  #get<Kind extends keyof EpochKeys>(epoch: number, kind: Kind): NonNullable<EpochKeys[Kind]> {
    const key = this.#epochs.get(epoch)?.[kind];
    if (key === undefined) throw new Error(`node has no ${kind} key of epoch ${String(epoch)}`);
    return key;
  }
}

const atRestAad = (epoch: number, context: string): Uint8Array =>
  utf8(`wardkeep/1/at-rest/${String(epoch)}/${context}`);
