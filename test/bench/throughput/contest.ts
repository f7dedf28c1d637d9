import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cryptoReady } from '@wardkeep/crypto';
import { World } from '../../e2e/harness/index.js';
import { median } from '../frame/median.js';
import { rowOf, type Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';
import { Worker } from '../frame/worker.js';
import { prepareEnrolment } from '../solo/prepared-enrolment.js';
import { foundSolo, NODE_INDEX, type SoloFederation } from '../solo/solo-federation.js';
import { copyDatabase, databaseOf, requireSameRows } from './databases.js';
import type { FloorPlan } from './floor/worker.js';
import { appendRequest } from './request-file.js';

/** Clients that send at the same time. */
const CONCURRENCY = 8;
/** The guardian that the bare loop stands for. */
const FLOOR_INDEX = 2;
const LEAST_RATIO = 0.5;
/** A node appends to its log twice a second. */
const LOG_SETTLES_MS = 1500;

type Contestant = { readonly name: string; readonly worker: Worker; readonly rates: number[] };

/** A node beside the bare loops, on one engine. */
export async function measureEngine(database: 'sqlite' | 'postgresql', options: BenchOptions): Promise<Row[]> {
  const chunk = options.quick ? 60 : 200;
  const rounds = options.quick ? 3 : 7;
  await cryptoReady();
  const world = new World();
  const workers: Worker[] = [];
  try {
    options.say(`  ${database}: preparing ${String(chunk * (rounds + 1))} enrolments`);
    const solo = await foundSolo(world, database);
    const requestFile = await prepareAll(world, solo, chunk * (rounds + 1));
    await solo.node.stop();
    const floors = {
      A: await copyDatabase(world, solo.node, 'floor_a'),
      B: await copyDatabase(world, solo.node, 'floor_b'),
    };
    await solo.node.start();
    const start = async (name: string, script: string, args: string[]): Promise<Contestant> => {
      const worker = await Worker.start(new URL(script, import.meta.url), args);
      workers.push(worker);
      return { name, worker, rates: [] };
    };
    const floor = async (name: 'A' | 'B'): Promise<Contestant> => {
      const plan = floorPlan(solo, floors[name], requestFile, name === 'B');
      const file = world.path(`floor-${name}.json`);
      await writeFile(file, JSON.stringify(plan), { mode: 0o600 });
      const libraries = name === 'A' ? 'the same libraries' : 'the fastest libraries';
      return start(`committed enrolments, ${database}, floor ${name} (bare loop, ${libraries})`, './floor/worker.js', [
        file,
      ]);
    };
    const sending = [solo.node.directUrl, requestFile, String(CONCURRENCY)];
    const contestants = [
      await floor('A'),
      await start(`committed enrolments, ${database}, one node`, './load-worker.js', sending),
      await floor('B'),
    ];
    await runRounds(contestants, chunk, rounds, options);
    await sleep(LOG_SETTLES_MS);
    await requireSameRows({ node: databaseOf(solo.node), 'floor A': floors.A, 'floor B': floors.B });
    return judge(contestants);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await world.close();
  }
}

async function prepareAll(world: World, { config, peers }: SoloFederation, count: number): Promise<string> {
  const file = join(await mkdtemp(world.path('requests-')), 'requests.jsonl');
  for (let done = 0; done < count; done++) {
    const enrolment = await prepareEnrolment(config, peers, [NODE_INDEX, FLOOR_INDEX]);
    await appendRequest(file, enrolment, [NODE_INDEX, FLOOR_INDEX]);
  }
  return file;
}

function floorPlan(
  { config, peers }: SoloFederation,
  databaseUrl: string,
  requestFile: string,
  isFastest: boolean,
): FloorPlan {
  const peer = peers.find(({ index }) => index === FLOOR_INDEX);
  const guardian = config.guardians.find(({ index }) => index === FLOOR_INDEX);
  if (peer === undefined || guardian === undefined) throw new Error('federation has no guardian for the floor');
  const text = (seed: Uint8Array): string => Buffer.from(seed).toString('base64url');
  const { signingKey, sealingKey } = guardian;
  const { federationId, epoch, id: configId } = config;
  const { recoverThreshold, minReceipts } = config.size;
  const guardians = Object.fromEntries(config.guardians.map((each) => [each.index, each.signingKey]));
  const about = { federationId, configId, epoch, recoverThreshold, minReceipts, guardians };
  return {
    databaseUrl,
    requestFile,
    isFastest,
    seat: { index: FLOOR_INDEX, signingKey, sealingKey, ...about },
    signing: text(peer.signing.seed().reveal()),
    sealing: text(peer.sealing.seed().reveal()),
  };
}

/** The first round warms everything up; after it A B C, C B A, A B C. */
async function runRounds(
  contestants: readonly Contestant[],
  chunk: number,
  rounds: number,
  { say }: BenchOptions,
): Promise<void> {
  for (let round = 0; round <= rounds; round++) {
    for (const { name, worker, rates } of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const from = round * chunk;
      const { elapsedMs, failures } = await worker.ask<{ elapsedMs: number; failures: string[] }>({
        from,
        to: from + chunk,
      });
      if (failures.length > 0) throw new Error(`${name}: ${String(failures.length)} failed: ${String(failures[0])}`);
      if (round > 0) rates.push((chunk * 1000) / elapsedMs);
    }
  }
  for (const { name, rates } of contestants) say(`  ${name}: ${rates.map((rate) => rate.toFixed(0)).join(' ')} /s`);
}

function judge([floorA, node, floorB]: readonly Contestant[]): Row[] {
  const figure = ({ name, rates }: Contestant) => ({ name, value: median(rates), unit: '/s' });
  if (floorA === undefined || node === undefined || floorB === undefined) return [];
  const rows = { A: rowOf(figure(floorA)), B: rowOf(figure(floorB)) };
  const measured = figure(node);
  return [
    rows.A,
    rowOf({ ...measured, name: `${measured.name}, its peers down` }, rows.A, { atLeast: LEAST_RATIO }),
    rows.B,
    rowOf({ ...measured, name: `${measured.name}, beside floor B` }, rows.B),
  ];
}
