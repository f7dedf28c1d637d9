import { useQueryClient } from '@tanstack/react-query';
import { adminEvent, type AdminEvent } from '@wardkeep/protocol';
import { useEffect, useState } from 'react';
import { addressOf } from './request.js';

/** What is asked for again when the node says that something changed. */
const TOUCHES: Readonly<Record<AdminEvent['kind'], readonly string[]>> = {
  // Not only the list: what leaves no statement, such as evidence, names no case.
  cases: ['cases', 'case'],
  case: ['case', 'cases'],
  federation: ['federation', 'proposals', 'card', 'configHistory'],
  invites: ['invites', 'members'],
  peers: ['federation'],
  log: ['log', 'checkpoint', 'equivocations'],
  operators: ['operators', 'logins', 'passkeys', 'operatorPasskeys', 'me', 'audit'],
};

function readEvent(data: string): AdminEvent | null {
  try {
    return adminEvent.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

/** How long to wait before a connection that the browser has given up is tried again. */
const AGAIN_MS = 5000;

/**
 * Listens to the node while somebody is logged in.
 * @param loginId - of the login; another one connects anew
 * @returns whether the connection stands
 */
export function useLiveUpdates(loginId: string): boolean {
  const queries = useQueryClient();
  const [isLive, setLive] = useState(true);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const source = new EventSource(addressOf('events'));
    source.onopen = () => {
      setLive(true);
      void queries.invalidateQueries();
    };
    source.onerror = () => {
      setLive(false);
      // Browsers try again by themselves, but not after an answer that is no stream of events.
      if (source.readyState === EventSource.CLOSED)
        timer = setTimeout(() => setAttempt((count) => count + 1), AGAIN_MS);
    };
    source.onmessage = (message: MessageEvent<string>) => {
      const event = readEvent(message.data);
      for (const key of event === null ? [] : TOUCHES[event.kind]) void queries.invalidateQueries({ queryKey: [key] });
    };
    // The login is over: whatever is asked next says so, and the page shows the sign-in.
    source.addEventListener('end', () => {
      source.close();
      void queries.invalidateQueries({ queryKey: ['me'] });
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [queries, loginId, attempt]);
  return isLive;
}
