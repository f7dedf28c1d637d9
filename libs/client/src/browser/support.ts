import type { BrowserErrorCode } from './errors.js';

/** What this page can have from its browser. */
export interface BrowserSupport {
  /** Whether the page came over https, or from loopback. Without it there is no WebCrypto, camera or passkey. */
  readonly isSecureContext: boolean;
  readonly webCrypto: boolean;
  readonly indexedDb: boolean;
  readonly locks: boolean;
  readonly worker: boolean;
  readonly camera: boolean;
  readonly passkeys: boolean;
  /** Why nothing can be enrolled or recovered here; null when everything is there. */
  readonly problem: Extract<BrowserErrorCode, 'INSECURE_CONTEXT' | 'STORAGE_UNAVAILABLE'> | null;
}

/** The globals that matter; each may be missing, whatever the types of the DOM say. */
export interface BrowserGlobals {
  readonly isSecureContext?: boolean;
  readonly crypto?: Pick<Crypto, 'getRandomValues'> & { readonly subtle?: SubtleCrypto };
  readonly indexedDB?: IDBFactory;
  readonly navigator?: { readonly locks?: LockManager; readonly mediaDevices?: { readonly getUserMedia?: unknown } };
  readonly Worker?: unknown;
  readonly AbortSignal?: { readonly any?: unknown };
  readonly PublicKeyCredential?: unknown;
}

/**
 * Says what the browser gives to this page, before anything is asked of a person.
 *
 * @param globals - the globals of the page
 */
export function browserSupport(globals: BrowserGlobals = globalThis): BrowserSupport {
  const isSecureContext = globals.isSecureContext === true;
  const webCrypto = globals.crypto?.subtle !== undefined;
  const indexedDb = globals.indexedDB !== undefined;
  const locks = globals.navigator?.locks !== undefined;
  return {
    isSecureContext,
    webCrypto,
    indexedDb,
    locks,
    worker: globals.Worker !== undefined,
    camera: globals.navigator?.mediaDevices?.getUserMedia !== undefined,
    passkeys: isSecureContext && globals.PublicKeyCredential !== undefined,
    problem: !isSecureContext || !webCrypto ? 'INSECURE_CONTEXT' : !indexedDb || !locks ? 'STORAGE_UNAVAILABLE' : null,
  };
}

/**
 * Says whether the browser is new enough; only trying tells. Ask once {@link browserSupport} has no problem to name.
 *
 * @param globals - the globals of the page or worker
 */
export async function isModernBrowser(globals: BrowserGlobals = globalThis): Promise<boolean> {
  const { subtle } = globals.crypto ?? {};
  if (typeof globals.AbortSignal?.any !== 'function' || subtle === undefined) return false;
  try {
    await subtle.generateKey('X25519', false, ['deriveBits']);
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks the browser not to evict what this origin stores when space is short. Ask once there is something to lose: some browsers
 * ask the person.
 *
 * @returns whether storage is persistent now; false also where a browser cannot say
 */
export async function requestPersistence(): Promise<boolean> {
  const storage = (navigator as { readonly storage?: StorageManager }).storage;
  try {
    return (await storage?.persisted()) === true || (await storage?.persist()) === true;
  } catch {
    return false;
  }
}
