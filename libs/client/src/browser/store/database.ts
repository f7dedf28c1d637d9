import { BrowserError } from '../errors.js';

const RECORDS = 'device';
const VERSION = 1;

/** The one object store of a database, with keys of its own. */
export interface Database {
  /**
   * Reads records at one moment.
   *
   * @param keys - which
   * @returns the values in the same order, undefined where there is none
   */
  read(keys: readonly string[]): Promise<readonly unknown[]>;
  /**
   * Changes records at once; they are on disk when the promise resolves.
   *
   * @param records - new values by key; undefined deletes
   */
  write(records: Readonly<Record<string, unknown>>): Promise<void>;
}

/**
 * Opens a database of IndexedDB, at the first use and again when the browser has closed it.
 *
 * @param factory - the browser's IndexedDB
 * @param name - of the database, per origin
 * @throws BrowserError STORAGE_UNAVAILABLE, STORAGE_FULL from its methods
 */
export function openDatabase(factory: IDBFactory, name: string): Database {
  let opening: Promise<IDBDatabase> | null = null;
  const forget = (): void => {
    opening = null;
  };
  const opened = async (): Promise<IDBDatabase> => {
    opening ??= open(factory, name, forget);
    opening.catch(forget);
    return opening;
  };
  return {
    async read(keys) {
      return coded(async () => {
        const records = (await opened()).transaction(RECORDS, 'readonly').objectStore(RECORDS);
        return Promise.all(keys.map((key) => resultOf<unknown>(records.get(key))));
      });
    },
    async write(records) {
      await coded(async () => {
        const transaction = (await opened()).transaction(RECORDS, 'readwrite', { durability: 'strict' });
        const store = transaction.objectStore(RECORDS);
        for (const [key, value] of Object.entries(records)) {
          if (value === undefined) store.delete(key);
          else store.put(value, key);
        }
        await completionOf(transaction);
      });
    },
  };
}

async function open(factory: IDBFactory, name: string, onClosed: () => void): Promise<IDBDatabase> {
  const request = factory.open(name, VERSION);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(RECORDS);
  });
  const database = await resultOf(request);
  // Another tab deletes it or has a later version; or the person clears the site's data.
  database.addEventListener('versionchange', () => {
    database.close();
    onClosed();
  });
  database.addEventListener('close', onClosed);
  return database;
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('request failed'));
    });
  });
}

function completionOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => {
      resolve();
    });
    transaction.addEventListener('abort', () => {
      reject(transaction.error ?? new Error('transaction was aborted'));
    });
  });
}

async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const isFull = (cause as { readonly name?: string } | null)?.name === 'QuotaExceededError';
    throw isFull
      ? new BrowserError('STORAGE_FULL', 'this browser has no room left for the site', { cause })
      : new BrowserError('STORAGE_UNAVAILABLE', 'this browser does not let the site store anything', { cause });
  }
}
