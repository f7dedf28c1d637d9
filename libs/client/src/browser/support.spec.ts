import { describe, expect, it } from '@jest/globals';
import '@wardkeep/testing';
import { browserStore } from './store/browser-store.js';
import { browserSupport, isModernBrowser, type BrowserGlobals } from './support.js';

const crypto = globalThis.crypto;
const locks = { request: async (_name: string, work: () => unknown) => work() } as unknown as LockManager;
const factory = (name: string): IDBFactory =>
  ({
    open() {
      throw Object.assign(new Error('no'), { name });
    },
  }) as unknown as IDBFactory;
const modern = {
  isSecureContext: true,
  crypto,
  indexedDB: factory('SecurityError'),
  navigator: { locks, mediaDevices: { getUserMedia: () => null } },
  Worker: Object,
  PublicKeyCredential: Object,
} satisfies BrowserGlobals;

describe('when a page asks what its browser gives', () => {
  it('has no problem with all of it', () => {
    expect(browserSupport(modern)).toEqual({
      isSecureContext: true,
      webCrypto: true,
      indexedDb: true,
      locks: true,
      worker: true,
      camera: true,
      passkeys: true,
      problem: null,
    });
  });

  it.each<[string, Partial<Record<keyof BrowserGlobals, unknown>>, string]>([
    ['plain http', { isSecureContext: false }, 'INSECURE_CONTEXT'],
    ['no WebCrypto', { crypto: {} }, 'INSECURE_CONTEXT'],
    ['no IndexedDB', { indexedDB: undefined }, 'STORAGE_UNAVAILABLE'],
    ['no locks', { navigator: {} }, 'STORAGE_UNAVAILABLE'],
  ])('names the problem of %s, and opens no store', (_name, missing, problem) => {
    const globals = { ...modern, ...missing } as BrowserGlobals;
    expect(browserSupport(globals).problem).toBe(problem);
    expect(() => browserStore(globals)).toThrowCode(problem, 'BrowserError');
  });

  it('has nothing at all without globals', () => {
    expect(browserSupport({})).toMatchObject({
      worker: false,
      camera: false,
      passkeys: false,
      problem: 'INSECURE_CONTEXT',
    });
  });
});

describe('when a page asks whether its browser is new enough', () => {
  it('says so by what it can do', async () => {
    const generateKey = (works: boolean) => ({
      subtle: { generateKey: async () => works || Promise.reject(new Error()) },
    });
    const globals = (key: boolean, any: boolean) =>
      ({ crypto: generateKey(key), AbortSignal: any ? { any: () => null } : {} }) as unknown as BrowserGlobals;
    expect(await isModernBrowser(globals(true, true))).toBe(true);
    expect(await isModernBrowser(globals(false, true))).toBe(false);
    expect(await isModernBrowser(globals(true, false))).toBe(false);
    expect(await isModernBrowser({})).toBe(false);
  });
});

describe('when the browser refuses to store', () => {
  it.each([
    ['SecurityError', 'STORAGE_UNAVAILABLE'],
    ['QuotaExceededError', 'STORAGE_FULL'],
  ])('turns %s into %s', async (name, code) => {
    const store = browserStore({ ...modern, indexedDB: factory(name) });
    await expect(store.load()).rejects.toThrowCode(code, 'BrowserError');
    await expect(store.save('{}')).rejects.toThrowCode(code, 'BrowserError');
  });
});
