import { clientContext, type ClientContext } from '@wardkeep/client';
import { fileStore } from '@wardkeep/client/node';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Call } from '../command/define-command.js';
import { progressOn } from '../terminal/progress.js';

/** The option of every command of an owner or claimant. */
export const STATE_OPTION = {
  '--state <dir>': "the person's own folder, with their keys; WARDKEEP_STATE or ~/.wardkeep when left out",
} as const;

/** What {@link STATE_OPTION} holds. */
export const stateField = z.string().min(1).optional();

/**
 * Does something with what a person's device remembers.
 *
 * @param call - of the command
 * @param state - value of the option
 * @param work - what to do
 * @throws InputError STATE_BUSY when another process uses the folder
 */
export async function withDevice<T>(
  { terminal, signal }: Pick<Call<unknown>, 'terminal' | 'signal'>,
  state: string | undefined,
  work: (context: ClientContext) => Promise<T>,
): Promise<T> {
  const store = await fileStore(state ?? process.env.WARDKEEP_STATE ?? join(homedir(), '.wardkeep'));
  const progress = progressOn(terminal);
  try {
    return await work(clientContext({ store, signal, onProgress: progress.listener }));
  } finally {
    progress.end();
    await store.release();
  }
}
