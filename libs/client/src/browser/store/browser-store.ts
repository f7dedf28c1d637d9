import { fromUtf8, utf8 } from '@wardkeep/crypto';
import { InputError, type DeviceStore } from '../../core/index.js';
import { BrowserError } from '../errors.js';
import { browserSupport, type BrowserGlobals } from '../support.js';
import { announceChange, STORE_NAME } from './changes.js';
import { openDatabase, type Database } from './database.js';

const KEY = 'key';
const STATE = 'state';
const NONCE_BYTES = 12;
const AAD = utf8('wardkeep/1/browser-state');

/** The state as it lies in the database. */
interface SealedState {
  readonly version: 1;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly ciphertext: ArrayBuffer;
}

/** A {@link DeviceStore} of a browser's origin, which all its tabs share. */
export interface BrowserStore extends DeviceStore {
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Runs an operation while no other tab runs one.
   *
   * @param work - what to run
   * @param patienceMs - how long to wait for others, milliseconds
   * @throws InputError STATE_BUSY when that was not enough
   */
  alone<T>(work: () => Promise<T>, patienceMs: number): Promise<T>;
  /** Deletes the state and its key. */
  clear(): Promise<void>;
}

/**
 * Keeps a device's state in IndexedDB, encrypted with AES-256-GCM under a key that the browser does not give out, not even to
 * this page: a copy of the profile's files is not enough to read it with other software, and a script that got into the page can
 * use the key but not take it away. Who controls the browser itself reads everything.
 *
 * @param globals - the globals of the page or worker
 * @param name - of the database, per origin
 * @throws BrowserError INSECURE_CONTEXT, STORAGE_UNAVAILABLE
 */
export function browserStore(globals: BrowserGlobals = globalThis, name: string = STORE_NAME): BrowserStore {
  const { crypto, subtle, indexedDB, locks } = requireSupport(globals);
  const database = openDatabase(indexedDB, name);
  return {
    async load() {
      const [key, sealed] = await database.read([KEY, STATE]);
      if (sealed === undefined) return null;
      return openState(subtle, key, sealed as SealedState);
    },
    async save(text) {
      const key = await ensureKey(subtle, database);
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const plaintext = utf8(text);
      const ciphertext = await subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: AAD }, key, plaintext);
      plaintext.fill(0);
      const sealed: SealedState = { version: 1, nonce, ciphertext };
      await database.write({ [KEY]: key, [STATE]: sealed });
      announceChange(name);
    },
    async exclusively(work) {
      return locks.request(`${name}-state`, work);
    },
    async alone(work, patienceMs) {
      const signal = AbortSignal.timeout(patienceMs);
      const waiting = new AbortController();
      const onTimeout = (): void => {
        waiting.abort(new InputError('STATE_BUSY', 'another tab is changing what this device remembers'));
      };
      signal.addEventListener('abort', onTimeout);
      return locks.request(`${name}-operation`, { signal: waiting.signal }, () => {
        signal.removeEventListener('abort', onTimeout);
        return work();
      });
    },
    async clear() {
      await locks.request(`${name}-state`, () => database.write({ [KEY]: undefined, [STATE]: undefined }));
      announceChange(name);
    },
  };
}

function requireSupport(globals: BrowserGlobals) {
  const { problem } = browserSupport(globals);
  const { crypto, indexedDB } = globals;
  const locks = globals.navigator?.locks;
  const subtle = crypto?.subtle;
  if (problem === 'INSECURE_CONTEXT' || crypto === undefined || subtle === undefined) {
    throw new BrowserError('INSECURE_CONTEXT', 'browsers give cryptography only to pages over https or from loopback');
  }
  if (indexedDB === undefined || locks === undefined) {
    throw new BrowserError('STORAGE_UNAVAILABLE', 'this browser has no place to store a state');
  }
  return { crypto, subtle, indexedDB, locks };
}

/** Called with the lock held by whoever changes the state, so no two tabs make keys at once. */
async function ensureKey(subtle: SubtleCrypto, database: Database): Promise<CryptoKey> {
  const [stored] = await database.read([KEY]);
  if (isKey(stored)) return stored;
  return subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function openState(subtle: SubtleCrypto, key: unknown, { nonce, ciphertext }: SealedState): Promise<string> {
  try {
    if (!isKey(key)) throw new TypeError('the key is missing');
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: AAD };
    const plaintext = new Uint8Array(await subtle.decrypt(algorithm, key, ciphertext));
    const text = fromUtf8(plaintext);
    plaintext.fill(0);
    return text;
  } catch (cause) {
    throw new BrowserError('STORAGE_DAMAGED', 'the stored state does not open under the key of this browser', {
      cause,
    });
  }
}

const isKey = (value: unknown): value is CryptoKey =>
  typeof value === 'object' && value !== null && 'algorithm' in value;
