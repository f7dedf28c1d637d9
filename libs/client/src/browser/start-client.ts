import { connectClient, type BrowserClient } from './browser-client.js';
import { BrowserError } from './errors.js';

/**
 * Starts the client in a worker of its own. Bundlers find the worker's file by this expression and make a file of it.
 *
 * @throws BrowserError WORKER_FAILED where there are no workers
 */
export function startClient(): BrowserClient {
  if (typeof Worker === 'undefined') throw new BrowserError('WORKER_FAILED', 'this browser has no workers');
  return connectClient(new Worker(new URL('./client.worker.js', import.meta.url), { type: 'module' }));
}
