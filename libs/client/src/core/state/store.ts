import type { ClientContext } from '../context.js';
import { EMPTY_STATE, encodeDeviceState, parseDeviceState, type DeviceState } from './device-state.js';

/**
 * Where a device keeps its state: a file, IndexedDB, a wallet's own secure storage. It holds one text, with private keys
 * in it.
 */
export interface DeviceStore {
  /** @returns the text that was saved last, null if none ever was */
  load(): Promise<string | null>;
  /**
   * Replaces the text as a whole: after a crash there is the old one or the new one.
   *
   * @param text - the new text; it is on disk when the promise resolves
   */
  save(text: string): Promise<void>;
  /**
   * Runs work that loads and then saves while nobody else does so on this store, where others can: other tabs of a browser.
   * Left out by stores that one process has to itself.
   *
   * @param work - what to run
   * @returns what it gives
   */
  exclusively?<T>(work: () => Promise<T>): Promise<T>;
}

/** Per store, the last change in line: two operations at once do not undo each other's changes. */
const lines = new WeakMap<DeviceStore, Promise<unknown>>();

/**
 * The device's state as it was saved last.
 *
 * @param context - the context, or anything with its store
 * @throws InputError STATE_MALFORMED, STATE_UNSUPPORTED
 */
export async function readState(context: Pick<ClientContext, 'store'>): Promise<DeviceState> {
  const text = await context.store.load();
  return text === null ? EMPTY_STATE : parseDeviceState(text);
}

/**
 * Changes the device's state: reads, changes and saves, one change at a time per store, whoever else uses it.
 *
 * @param context - the context, or anything with its store
 * @param change - gives the new state; must not mutate the old one, and must not call this function
 * @returns the new state, saved
 */
export async function changeState(
  context: Pick<ClientContext, 'store'>,
  change: (state: DeviceState) => DeviceState,
): Promise<DeviceState> {
  const { store } = context;
  const perform = async (): Promise<DeviceState> => {
    const next = change(await readState(context));
    await store.save(encodeDeviceState(next));
    return next;
  };
  const turn = (lines.get(store) ?? Promise.resolve()).then(() => store.exclusively?.(perform) ?? perform());
  lines.set(
    store,
    turn.catch(() => undefined),
  );
  return turn;
}

/** A store that forgets everything with the process, for tests and for wallets that keep the exported text themselves. */
export function memoryStore(initial: string | null = null): DeviceStore {
  let text = initial;
  return {
    async load() {
      return text;
    },
    async save(next) {
      text = next;
    },
  };
}

/**
 * A list with one entry put in the place of those that it replaces, or at the end.
 *
 * @param list - the list; not changed
 * @param entry - the new entry
 * @param replaces - which old entries it replaces
 */
export function withEntry<T>(list: readonly T[], entry: T, replaces: (old: T) => boolean): T[] {
  const at = list.findIndex(replaces);
  const rest = list.filter((old) => !replaces(old));
  rest.splice(at === -1 ? rest.length : at, 0, entry);
  return rest;
}
