import type { SecretBytes } from '@wardkeep/crypto';
import type { ClientContext } from '../core/index.js';
import { decodeValue, encodeValue } from './channel/codec.js';
import type { ChannelEnd, PageMessage, WorkerMessage } from './channel/messages.js';
import { BrowserError } from './errors.js';
import { perform } from './perform.js';
import type { BrowserStore } from './store/browser-store.js';

/** What the worker's side needs from outside. */
export interface ServeOptions {
  /** Opens the store at the first call, so that a browser that has none is reported to that call. */
  readonly openStore: () => BrowserStore;
  /** Whether the browser is new enough; asked at the first call. */
  readonly isModern: () => Promise<boolean>;
  /** Replaces the transport of browsers. */
  readonly transport?: ClientContext['transport'];
}

/**
 * Performs what a page asks for over a channel, for as long as the channel lives.
 *
 * @param end - the worker's end
 * @param options - store and transport
 */
export function serveClient(end: ChannelEnd, options: ServeOptions): void {
  const running = new Map<number, AbortController>();
  let store: BrowserStore | undefined;
  let modern: Promise<boolean> | undefined;
  const post = (message: WorkerMessage, transfer: Transferable[] = []): void => {
    end.postMessage(message, transfer);
  };
  const postValue = (kind: 'result' | 'error' | 'secrets', id: number, content: unknown): void => {
    const { value, transfer } = encodeValue(content);
    post({ kind, id, value }, transfer);
  };
  const call = async ({ id, operation, args }: Extract<PageMessage, { kind: 'call' }>): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    const secrets: SecretBytes[] = [];
    try {
      store ??= options.openStore();
      modern ??= options.isModern();
      if (!(await modern))
        throw new BrowserError('BROWSER_OUTDATED', 'this browser is too old to compute what is needed');
      const decoded = decodeValue(args, (secret) => secrets.push(secret)) as readonly unknown[];
      const context = {
        store,
        ...(options.transport === undefined ? {} : { transport: options.transport }),
        signal: controller.signal,
        onProgress: (event) => {
          post({ kind: 'progress', id, event });
        },
        onSecrets: (opened) => {
          postValue('secrets', id, opened);
        },
      } satisfies Parameters<typeof perform>[0];
      postValue('result', id, await perform(context, operation, decoded));
    } catch (error) {
      postValue('error', id, error);
    } finally {
      for (const secret of secrets) secret.wipe();
      running.delete(id);
    }
  };
  end.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
    if (data.kind === 'abort') running.get(data.id)?.abort();
    else void call(data);
  });
}
