import { useEffect, useState } from 'react';

/**
 * The time, renewed as it passes.
 * @param everyMs - how often, milliseconds
 * @returns milliseconds since 1970
 */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
