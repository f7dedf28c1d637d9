import { startClient, type BrowserClient } from '@wardkeep/client/browser';

let started: BrowserClient | null = null;

/** The client in its worker; started when it is first needed, one for the page. */
export function portalClient(): BrowserClient {
  started ??= startClient();
  return started;
}
