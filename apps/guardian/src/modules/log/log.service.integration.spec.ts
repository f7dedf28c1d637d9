import { expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SecretBytes, systemRng } from '@wardkeep/crypto';
import { buildFederation, sampleStatements } from '@wardkeep/testing';
import { SystemClock } from '../../platform/clock/clock.js';
import type { Database } from '../../platform/database/database.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { RootKey } from '../../platform/keystore/root-key.js';
import { type Databases, describeOnBothEngines } from '../../testing/databases.js';
import { logFor } from '../../testing/log-for.js';
import type { StatementOrigin } from '../statements/statement-handler.js';
import { StatementStore } from '../statements/statement-store.js';

const federation = buildFederation({ guardians: 3 });
const clock = new SystemClock();
const root = new RootKey(SecretBytes.from(new Uint8Array(32).fill(5)));
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A process of a node: its log, and what its listeners were told. */
async function processOn(db: Database) {
  const keystore = new Keystore(root, db, systemRng);
  await keystore.refresh();
  const log = logFor(db, clock, keystore);
  const store = new StatementStore(db, clock, log);
  const told: unknown[] = [];
  log.onAppended((haste, size) => told.push([haste, size]));
  const record = (origin: StatementOrigin, urgent = false) => {
    const statement = sampleStatements(federation).vote;
    return db.write((tx) => store.record(tx, [{ statement, shared: true, urgent, origin }]));
  };
  /** Waits until listeners were told so many times, for as long as a test may take. */
  const toldTimes = async (times: number): Promise<unknown[]> => {
    while (told.length < times) await sleep(20);
    return told.slice(-1);
  };
  return { log, told, toldTimes, record };
}

async function opened(databases: Databases): Promise<Database> {
  const db = await databases.open();
  await db.write((tx) => new Keystore(root, db, systemRng).createEpochKeys(tx, 1, clock.now()));
  return db;
}

describeOnBothEngines('log', (databases) => {
  it('gathers what nobody waits for, and says how soon peers should hear of the hastiest', async () => {
    const { told, toldTimes, record } = await processOn(await opened(databases));
    await record('peer/2');
    await record('peer/3');
    expect(told).toEqual([]);
    expect(await toldTimes(1)).toEqual([['relayed', 2]]);
    await record('peer/2');
    await record('client');
    expect(await toldTimes(2)).toEqual([['soon', 4]]);
    await record('peer/2');
    await record('console', true);
    expect(await toldTimes(3)).toEqual([['at-once', 6]]);
  });

  it('does not take what is gathering for something that another process left behind', async () => {
    const { log, toldTimes, record } = await processOn(await opened(databases));
    await record('peer/2');
    await log.appendLeftBehind();
    expect(await toldTimes(1)).toEqual([['relayed', 1]]);
  });

  it('is still in haste when appending fails at first', async () => {
    Logger.overrideLogger(false);
    const db = await opened(databases);
    const { told, toldTimes, record } = await processOn(db);
    const write = db.write.bind(db);
    jest.spyOn(db, 'write').mockImplementationOnce(write).mockRejectedValueOnce(new Error('disk is full'));
    await record('console', true);
    expect(told).toEqual([]);
    expect(await toldTimes(1)).toEqual([['at-once', 1]]);
  });

  it('appends what another process recorded and did not live to append', async () => {
    const db = await opened(databases);
    const [dying, living] = [await processOn(db), await processOn(db)];
    await dying.log.onApplicationShutdown();
    await dying.record('client');
    await living.log.appendLeftBehind();
    expect(await living.toldTimes(1)).toEqual([['soon', 1]]);
    expect([dying.told, await living.log.size()]).toEqual([[], 1]);
  });
});
