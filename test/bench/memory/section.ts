import { setTimeout as sleep } from 'node:timers/promises';
import { RunningFederation } from '../../e2e/harness/index.js';
import { generateEmptyClient } from '../empty-app/generate-client.js';
import { median } from '../frame/median.js';
import { rowOf, type Row } from '../frame/row.js';
import type { BenchOptions, Section } from '../frame/section.js';
import { EmptyProcess } from './empty-process.js';
import { residentMemory } from './resident.js';

const MOST_RATIO = 1.3;
const MOST_MB = 256;
const SAMPLES = 5;
const PAUSE_MS = 500;

/** Memory of nodes that are sealed, connected to their peers and idle, beside that of an empty application. */
export const memory: Section = {
  name: 'memory',
  measure: async (options) => {
    const client = await generateEmptyClient();
    options.say('  founding a federation of five');
    const federation = await RunningFederation.found();
    const empty: EmptyProcess[] = [];
    try {
      // What the ceremony took has nothing to do with a node that is idle.
      for (const node of federation.nodes) await node.restart();
      for (const node of federation.nodes) await node.untilReady();
      for (let count = 0; count < (options.quick ? 1 : 3); count++) {
        empty.push(await EmptyProcess.start(client, federation.world.path(`empty-${String(count)}.db`)));
      }
      const nodes = federation.nodes.map(({ pid }) => pid);
      return await compareIdle(
        nodes,
        empty.map(({ pid }) => pid),
        options,
      );
    } finally {
      await Promise.all(empty.map((each) => each.stop()));
      await federation.close();
    }
  },
};

async function compareIdle(nodes: readonly number[], empty: readonly number[], options: BenchOptions): Promise<Row[]> {
  options.say('  letting all of them settle');
  await sleep(options.quick ? 5000 : 20_000);
  const medians = { node: [] as number[], empty: [] as number[] };
  for (let sample = 0; sample < SAMPLES; sample++) {
    medians.node.push(median(await Promise.all(nodes.map(residentMemory))));
    medians.empty.push(median(await Promise.all(empty.map(residentMemory))));
    await sleep(PAUSE_MS);
  }
  const unit = 'MB';
  const reference = rowOf({ name: 'memory of an empty Nest + Prisma application', value: median(medians.empty), unit });
  const idle = { name: 'memory of an idle node', value: median(medians.node), unit };
  return [
    reference,
    rowOf(idle, reference, { atMost: MOST_RATIO }),
    rowOf({ ...idle, name: 'memory of an idle node, absolute' }, null, { atMost: MOST_MB }),
  ];
}
