import { describe, expect, it } from '@jest/globals';
import { exportState, importState, memoryStore, readState, type DeviceStore } from '@wardkeep/client';
import { seededRng } from '@wardkeep/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run/processes.mjs';

interface Vector {
  /** What a store holds. */
  readonly stored: string;
  readonly passphrase: string;
  /** What `exportState` wrote, with `seededRng('device-state')`. */
  readonly sealed: string;
  /** What `exportPlainState` wrote. */
  readonly plain: string;
}

const vector = JSON.parse(readFileSync(join(ROOT, 'test/vectors/wardkeep/device-state.json'), 'utf8')) as Vector;
const imported = async (text: string, passphrase?: string): Promise<DeviceStore> => {
  const store = memoryStore();
  await importState({ store }, text, passphrase === undefined ? {} : { passphrase });
  return store;
};

/** A device state that an earlier version has stored or exported must be readable for ever. */
describe('when a device state of version 1 is read', () => {
  it('opens what was stored', async () => {
    const state = await readState({ store: memoryStore(vector.stored) });
    expect([state.federations.length, state.owners.length]).toEqual([1, 1]);
  });

  it('imports what was exported, with and without a passphrase', async () => {
    expect(await (await imported(vector.sealed, vector.passphrase)).load()).toBe(vector.stored);
    expect(await (await imported(vector.plain)).load()).toBe(vector.stored);
  });

  it('exports to the same text', async () => {
    const context = { store: memoryStore(vector.stored), rng: seededRng('device-state') };
    expect(await exportState(context, vector.passphrase)).toBe(vector.sealed);
  });
});
