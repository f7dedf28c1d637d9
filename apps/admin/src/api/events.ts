import { useQueryClient } from '@tanstack/react-query';
import { adminEvent, type AdminEvent } from '@wardkeep/protocol';
import { useEffect, useState } from 'react';
import { addressOf } from './request.js';

/** What is asked for again when the node says that something changed. */
const TOUCHES: Readonly<Record<AdminEvent['kind'], readonly string[]>> = {
  cases: ['cases'],
  case: ['case', 'cases'],
  federation: ['federation', 'proposals', 'card', 'configHistory'],
  invites: ['invites', 'members'],
  peers: ['federation'],
  log: ['log', 'checkpoint', 'equivocations'],
  operators: ['operators', 'logins', 'passkeys', 'me', 'audit'],
};

function readEvent(data: string): AdminEvent | null {
  try {
    return adminEvent.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

/** Listens to the node while somebody is logged in. @returns whether the connection stands */
export function useLiveUpdates(): boolean {
  const queries = useQueryClient();
  const [isLive, setLive] = useState(true);
  useEffect(() => {
    const source = new EventSource(addressOf('events'));
    source.onopen = () => {
      setLive(true);
      void queries.invalidateQueries();
    };
    source.onerror = () => setLive(false);
    source.onmessage = (message: MessageEvent<string>) => {
      const event = readEvent(message.data);
      for (const key of event === null ? [] : TOUCHES[event.kind]) void queries.invalidateQueries({ queryKey: [key] });
    };
    // The login is over: whatever is asked next says so, and the page shows the sign-in.
    source.addEventListener('end', () => {
      source.close();
      void queries.invalidateQueries({ queryKey: ['me'] });
    });
    return () => source.close();
  }, [queries]);
  return isLive;
}
