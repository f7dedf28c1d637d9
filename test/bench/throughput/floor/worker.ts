import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { cryptoReady, decodeBase64url } from '@wardkeep/crypto';
import type { PreparedRequest } from '../request-file.js';
import type { FloorSeat } from './checks.js';
import { openDriver } from './driver.js';
import { FloorGuardian } from './guardian.js';
import { fastestLibraries, sameLibraries } from './libraries.js';
import { appendToLog } from './log.js';

/** What the bare loop is started with. */
export interface FloorPlan {
  readonly databaseUrl: string;
  readonly requestFile: string;
  readonly isFastest: boolean;
  readonly seat: FloorSeat;
  /** Seeds, base64url. */
  readonly signing: string;
  readonly sealing: string;
}

/** A process of its own, told by its parent which requests to take: `{from, to}` gives `{elapsedMs}`. */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as FloorPlan;
await cryptoReady();
const lines = readFileSync(plan.requestFile, 'utf8').trim().split('\n');
const requests = lines.map((line) => JSON.parse(line) as PreparedRequest);
const seeds = { signing: decodeBase64url(plan.signing), sealing: decodeBase64url(plan.sealing) };
const libraries = await (plan.isFastest ? fastestLibraries(seeds) : sameLibraries(seeds));
const driver = await openDriver(plan.databaseUrl);
const keys = { storage: randomBytes(32), lookup: randomBytes(32) };
const guardian = new FloorGuardian(plan.seat, keys, libraries, driver);

process.on('message', ({ from, to }: { from: number; to: number }) => {
  void run(from, to).then((elapsedMs) => process.send?.({ elapsedMs, failures: [] }));
});
// Whoever asked is gone, however that came about.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });

async function run(from: number, to: number): Promise<number> {
  const start = performance.now();
  for (const { floorStage, commit } of requests.slice(from, to)) await guardian.enrol(floorStage, commit);
  await appendToLog(driver, libraries, Date.now());
  return performance.now() - start;
}
