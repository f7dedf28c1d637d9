import type { BrowserClient, CallOptions } from '@wardkeep/client/browser';
import { useCallback, useEffect, useRef, useState } from 'react';
import { portalClient } from './client.js';
import { advance, NO_PROGRESS, type Progress } from './progress.js';

/** One operation that a person has started. */
export interface Task {
  readonly isRunning: boolean;
  /** What was thrown last; null when nothing was. */
  readonly error: unknown;
  readonly progress: Progress;
  /**
   * Runs work with the client. Neither what it takes nor what it gives is kept anywhere, because both may hold secrets.
   *
   * @param work - the operation and what follows it
   */
  readonly run: (work: (client: BrowserClient, options: CallOptions) => Promise<void>) => Promise<void>;
  readonly reset: () => void;
}

/** Runs operations one at a time, with their progress and errors; gives them up when the screen is left. */
export function useTask(): Task {
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [progress, setProgress] = useState<Progress>(NO_PROGRESS);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run: Task['run'] = useCallback(async (work) => {
    if (running.current !== null) return;
    const controller = new AbortController();
    running.current = controller;
    setRunning(true);
    setError(null);
    setProgress(NO_PROGRESS);
    try {
      await work(portalClient(), {
        signal: controller.signal,
        onProgress: (event) => setProgress((before) => advance(before, event)),
      });
    } catch (thrown) {
      if (!controller.signal.aborted) setError(thrown);
    } finally {
      running.current = null;
      setRunning(false);
    }
  }, []);
  const reset = useCallback(() => setError(null), []);
  return { isRunning, error, progress, run, reset };
}
