import { ClientError } from '../core/index.js';

/** Every code of a {@link BrowserError}. */
export const BROWSER_ERROR_CODES = [
  // Plain HTTP off loopback: browsers give such pages no WebCrypto. Use https, or a copy of the portal on this device.
  'INSECURE_CONTEXT',
  // A browser from before X25519 in WebCrypto (2024, of some makers 2025).
  'BROWSER_OUTDATED',
  // No IndexedDB or no locks: blocked by settings, or too old a browser.
  'STORAGE_UNAVAILABLE',
  // What is stored does not open under this browser's key.
  'STORAGE_DAMAGED',
  // The disk or the origin's share of it is full.
  'STORAGE_FULL',
  // The worker was closed during a call.
  'WORKER_ENDED',
  // The worker failed in a way that nobody foresaw.
  'WORKER_FAILED',
] as const;

/** One of {@link BROWSER_ERROR_CODES}. */
export type BrowserErrorCode = (typeof BROWSER_ERROR_CODES)[number];

/** The browser does not give what the client needs, or takes it away. */
export class BrowserError extends ClientError<BrowserErrorCode> {}
