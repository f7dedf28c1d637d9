import { cryptoReady } from '@wardkeep/crypto';
import { World } from '../../e2e/harness/index.js';
import { median } from '../frame/median.js';
import { rowOf, type Row } from '../frame/row.js';
import type { BenchOptions, Section } from '../frame/section.js';
import { FilledNode } from './filled-node.js';

const MOST_RATIO = 1.2;
const FEW = 1000;
const WARM_UP = 10;

/** How quick a node is with many stored backups, beside a node with few. */
export const stored: Section = {
  name: 'stored',
  measure: async (options) => {
    await cryptoReady();
    const world = new World();
    const many = options.quick ? 10_000 : 100_000;
    try {
      options.say(`  filling nodes with ${String(FEW)} and ${String(many)} backups`);
      const nodes = { few: await FilledNode.make(world, FEW), many: await FilledNode.make(world, many) };
      for (const node of Object.values(nodes)) await node.enrolClaimant();
      const rows = await compare(nodes, many, options);
      for (const node of Object.values(nodes)) node.close();
      return rows;
    } finally {
      await world.close();
    }
  },
};

type Pair = Readonly<Record<'few' | 'many', FilledNode>>;

async function compare(nodes: Pair, many: number, options: BenchOptions): Promise<Row[]> {
  const times = { few: emptyTimes(), many: emptyTimes() };
  const enrolments = (options.quick ? 25 : 150) + WARM_UP;
  const claims = (options.quick ? 6 : 30) + 2;
  for (let round = 0; round < enrolments; round++) {
    for (const which of turn(round)) times[which].enrolment.push(await nodes[which].enrol());
  }
  for (let round = 0; round < claims; round++) {
    for (const which of turn(round)) {
      const { open, query } = await nodes[which].claim();
      times[which].opening.push(open);
      times[which].query.push(query);
    }
  }
  const warm = { enrolment: WARM_UP, opening: 2, query: 2 };
  return (['enrolment', 'opening', 'query'] as const).flatMap((what) => {
    const figure = (which: 'few' | 'many', count: number) => ({
      name: `${TITLES[what]}, one node with ${count.toLocaleString('en')} stored backups`,
      value: median(times[which][what].slice(warm[what])),
      unit: 'ms',
    });
    const reference = rowOf(figure('few', FEW));
    return [reference, rowOf(figure('many', many), reference, { atMost: MOST_RATIO })];
  });
}

const TITLES = {
  enrolment: 'enrolment (stage and commit)',
  opening: 'opening a claim',
  query: 'finding the backup of an approved claim',
};

function emptyTimes(): Record<keyof typeof TITLES, number[]> {
  return { enrolment: [], opening: [], query: [] };
}

function turn(round: number): readonly ('few' | 'many')[] {
  return round % 2 === 0 ? ['few', 'many'] : ['many', 'few'];
}
