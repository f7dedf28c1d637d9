/**
 * The client in a browser: a worker that computes, a page that calls it, and a store in IndexedDB. A page imports from here; the
 * worker's file is `client.worker.js` beside it.
 */
export { connectClient, type BrowserClient, type CallOptions, type WorkerEnd } from './browser-client.js';
export { BROWSER_ERROR_CODES, BrowserError, type BrowserErrorCode } from './errors.js';
export { type ImportOptions, type JoinAndEnrolRequest, type OperationName, type Operations } from './operations.js';
export { startClient } from './start-client.js';
export { browserSupport, isModernBrowser, requestPersistence, type BrowserSupport } from './support.js';
export type {
  BackupOverview,
  ClaimOverview,
  DeviceOverview,
  EnrolmentOverview,
  FederationView,
  FoundFederationView,
  GuardianView,
} from './views.js';
