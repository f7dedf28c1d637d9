import { join } from 'node:path';
import { DevFederation } from './dev-federation.js';
import { claimAndRecover, enrolOnPhone, makeWhole } from './demo-chapters.js';
import { makePerson } from './demo-person.js';
import { proveTheft } from './demo-theft.js';
import { makeScratch } from './scratch-folder.js';
import { Story } from './story.js';

const USAGE = `usage: npm run demo

Tells, with real processes on this machine, how a wallet seed is enrolled with five guardians, lost, and rebuilt. Takes
under a minute, leaves nothing behind, and ends with a failure unless everything that it says came true.
`;

async function demo(): Promise<void> {
  const story = new Story((text) => process.stdout.write(text));
  const scratch = makeScratch('demo');
  const plan = { guardians: 5, recoverThreshold: 3, approvalThreshold: 3, delaySeconds: 5 };

  story.chapter('Five people who know Anna each run a guardian');
  const federation = await story.time('five nodes made: folders, keys, databases', () =>
    DevFederation.make({ ...plan, folder: join(scratch.folder, 'nodes') }),
  );
  scratch.atEnd(() => federation.killNow());
  await story.time('five nodes started', () => federation.start());
  story.tell(
    `${federation.nodes.map((node) => node.plan.name).join(', ')}: five processes, five databases, five sets of keys.`,
    'In real life they are five machines of five people or firms; here all are on this one.',
  );
  const words = await story.time('federation founded', () => federation.found(() => undefined));
  story.tell(
    'They exchange cards, one proposes the federation, and all read the same twelve words aloud before they sign:',
    `“${words.join(' ')}”`,
    'Any three of the five can help Anna. Any two of them can do nothing.',
  );

  const anna = await makePerson(join(scratch.folder, 'anna'));
  const invite = await enrolOnPhone(story, federation, anna);
  await claimAndRecover(story, federation, anna, invite);
  await makeWhole(story, federation, anna);
  await federation.stop();
  await proveTheft(story, federation, anna, scratch.folder);

  story.showTimings();
  scratch.clean();
  story.chapter('Everything came true. Nothing is left behind.');
}

if (process.argv.includes('--help')) process.stdout.write(USAGE);
else {
  try {
    await demo();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`\ndemo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
}
