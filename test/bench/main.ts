import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { enrolment, largeFederation } from './enrolment/section.js';
import { runSections } from './frame/run-sections.js';
import { formatTable } from './frame/table.js';
import { memory } from './memory/section.js';
import { peers } from './peers/section.js';
import { stored } from './stored/section.js';
import { throughput } from './throughput/section.js';

const QUICK_SECTIONS = [memory, enrolment, throughput, stored, peers];
/** Many nodes on a small machine take longer than a quick look may. */
const SECTIONS = [...QUICK_SECTIONS, largeFederation(15), largeFederation(50)];
const NAMES = SECTIONS.map(({ name }) => name).join(', ');
const USAGE = `usage: npm run bench -- [--only NAME]… [--quick] [--check] [--json FILE]

  --only NAME   one group of figures: ${NAMES}
  --quick       fewer samples and smaller sizes
  --check       exit 1 when a goal is not met
  --json FILE   write every figure to FILE
`;
const FULL_MS = 25 * 60_000;
const QUICK_MS = 2 * 60_000;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const unknown = values.only.find((name) => !SECTIONS.some((section) => section.name === name));
  if (unknown !== undefined) throw new TypeError(`--only must be one of ${NAMES}, got ${unknown}`);
  return values;
}

async function main(): Promise<number> {
  let values: ReturnType<typeof readOptions>;
  try {
    values = readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const named = SECTIONS.filter(({ name }) => values.only.includes(name));
  const chosen = named.length > 0 ? named : values.quick ? QUICK_SECTIONS : SECTIONS;
  const { rows, failures } = await runSections(chosen, {
    quick: values.quick,
    say,
    limitMs: values.quick ? QUICK_MS : FULL_MS,
  });
  process.stdout.write(`${formatTable(rows)}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  for (const { name, reason } of failures) say(`could not measure ${name}: ${reason}`);
  const missed = rows.filter(({ met }) => met === false).length;
  if (missed > 0) say(`${missed} of ${rows.filter(({ met }) => met !== null).length} goals not met`);
  return failures.length > 0 || (values.check && missed > 0) ? 1 : 0;
}

// Children that would not end must not keep this process alive.
process.exit(await main());
