import type { BackupSecret } from '@wardkeep/protocol';
import type { ProgressListener } from '../core/index.js';
import type { Recovered, RecoverInput } from '../recover.js';
import { decodeValue, encodeValue } from './channel/codec.js';
import type { ChannelEnd, PageMessage, WorkerMessage } from './channel/messages.js';
import { BrowserError } from './errors.js';
import { ARGUMENTS, type OperationName, type Operations } from './operations.js';
import { onStateChange } from './store/changes.js';

/** What every call can take beside its arguments. */
export interface CallOptions {
  /** Gives the call up: it rejects with the signal's reason at once, and the worker stops as soon as it can. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

type Remote = {
  readonly [Name in OperationName]: (
    ...args: [...Parameters<Operations[Name]>, options?: CallOptions]
  ) => ReturnType<Operations[Name]>;
};

/**
 * The client as a page has it: everything that computes runs in a worker, so that the page answers its user meanwhile. Secrets in
 * arguments are copied, those in results belong to the page; each side wipes its own.
 */
export interface BrowserClient extends Remote {
  /**
   * Listens for changes of what this origin remembers, by any tab.
   *
   * @param listener - called after each change
   * @returns ends the listening
   */
  onStateChange(listener: () => void): () => void;
  /** Ends the worker. Calls that run reject with WORKER_ENDED; what they stored can be resumed. */
  close(): void;
}

/** A worker, or what stands in its place in tests. */
export interface WorkerEnd extends ChannelEnd {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: () => void): void;
  terminate(): void;
}

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ProgressListener | undefined;
  readonly onSecrets: RecoverInput['onSecrets'];
  secrets: readonly BackupSecret[];
}

/**
 * Calls the client in a worker.
 *
 * @param worker - one that runs `client.worker.js`, and nobody else's
 */
export function connectClient(worker: WorkerEnd): BrowserClient {
  const pending = new Map<number, PendingCall>();
  let lastId = 0;
  let ended: BrowserError | null = null;

  const end = (error: BrowserError): void => {
    ended ??= error;
    for (const call of pending.values()) call.reject(error);
    pending.clear();
    worker.terminate();
  };
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
    const call = pending.get(data.id);
    if (call !== undefined) receive(call, data, () => pending.delete(data.id));
  });
  for (const type of ['error', 'messageerror'] as const) {
    worker.addEventListener(type, () => {
      end(new BrowserError('WORKER_FAILED', 'worker could not be loaded or has stopped'));
    });
  }

  const call = (operation: OperationName, given: readonly unknown[]): Promise<unknown> => {
    const args = given.slice(0, ARGUMENTS[operation]);
    const { signal, onProgress } = (given[ARGUMENTS[operation]] ?? {}) as CallOptions;
    return new Promise((resolve, reject) => {
      if (ended !== null) throw ended;
      signal?.throwIfAborted();
      const id = ++lastId;
      const { sent, onSecrets } = withoutListener(operation, args);
      const { value, transfer } = encodeValue(sent);
      worker.postMessage({ kind: 'call', id, operation, args: value } satisfies PageMessage, transfer);
      const onAbort = (): void => {
        pending.delete(id);
        worker.postMessage({ kind: 'abort', id } satisfies PageMessage, []);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller's own reason, as fetch does
        reject(signal?.reason);
      };
      const settled = (settle: (value: unknown) => void) => (content: unknown) => {
        signal?.removeEventListener('abort', onAbort);
        settle(content);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      pending.set(id, { resolve: settled(resolve), reject: settled(reject), onProgress, onSecrets, secrets: [] });
    });
  };
  const operations = Object.fromEntries(
    (Object.keys(ARGUMENTS) as OperationName[]).map((operation) => [
      operation,
      (...args: readonly unknown[]) => call(operation, args),
    ]),
  ) as unknown as Remote;
  return Object.freeze({
    ...operations,
    onStateChange,
    close() {
      end(new BrowserError('WORKER_ENDED', 'worker was closed'));
    },
  });
}

function receive(call: PendingCall, message: WorkerMessage, done: () => void): void {
  switch (message.kind) {
    case 'progress':
      call.onProgress?.(message.event);
      return;
    case 'secrets':
      call.secrets = decodeValue(message.value) as readonly BackupSecret[];
      void call.onSecrets?.(call.secrets);
      return;
    case 'result': {
      done();
      const value = decodeValue(message.value);
      call.resolve(call.secrets.length === 0 ? value : { ...(value as Recovered), secrets: call.secrets });
      return;
    }
    case 'error':
      done();
      call.reject(decodeValue(message.value));
  }
}

/** Functions cannot be posted; the one that there is stays here. */
function withoutListener(operation: OperationName, args: readonly unknown[]) {
  if (operation !== 'recover') return { sent: args, onSecrets: undefined };
  const [{ onSecrets, ...input }] = args as readonly [RecoverInput];
  return { sent: [input], onSecrets };
}
