import type { ProgressEvent } from '../../core/index.js';
import type { OperationName } from '../operations.js';

/** What the page posts. */
export type PageMessage =
  | { readonly kind: 'call'; readonly id: number; readonly operation: OperationName; readonly args: unknown }
  | { readonly kind: 'abort'; readonly id: number };

/** What the worker posts. Values are encoded. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly id: number; readonly event: ProgressEvent }
  /** Secrets that are open already while the call goes on. */
  | { readonly kind: 'secrets'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly value: unknown };

/** One end of a channel: a `Worker` on the page, the global scope in the worker, a `MessagePort` in tests. */
export interface ChannelEnd {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
