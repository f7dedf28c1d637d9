import { join } from 'node:path';
import type { DevFederation } from './dev-federation.js';
import type { DemoPerson } from './demo-person.js';
import type { Story } from './story.js';
import { stealFiles, tryToOpen } from './thief.js';

/** As many nodes as a thief may have without getting anything. */
const HARMLESS = 2;

/**
 * A thief with everything on two nodes and the memorable information must get nothing; with a third node the very same
 * attempt succeeds, which shows that it is a real one.
 *
 * @param story - tells it
 * @param federation - all its nodes may be down
 * @param anna - whose memorable information the thief knows
 * @param folder - for the loot
 * @throws Error when the promise does not hold
 */
export async function proveTheft(
  story: Story,
  federation: DevFederation,
  anna: DemoPerson,
  folder: string,
): Promise<void> {
  story.chapter('A thief copies the files of two guardians, root keys and all, and knows the memorable information');
  const seed = Buffer.from(anna.seed);
  await story.time('theft tried with every two nodes, then with three', async () => {
    const stolen = await Promise.all(
      federation.nodes.map(({ plan }, at) => stealFiles(plan.folder, join(folder, `loot-${String(at + 1)}`))),
    );
    const codes = new Set<string>();
    for (const pair of pairsOf(stolen)) {
      const { nodes, secret, code } = await tryToOpen(pair, anna.memorable);
      if (nodes !== HARMLESS) throw new Error(`the thief found ${String(nodes)} parts, not two`);
      if (secret !== null || code === null) throw new Error('two nodes gave away the seed');
      codes.add(code);
    }
    story.tell(
      'With the project’s own code: combine the two shares of every key, derive the keys, open the backup.',
      `It fails for each of the ten pairs: ${[...codes].join(', ')}. Two shares fit every possible key equally well.`,
    );
    const opened = await tryToOpen(stolen.slice(0, HARMLESS + 1), anna.memorable);
    if (opened.secret === null || !seed.equals(opened.secret)) throw new Error('the attempt itself does not work');
    story.tell(
      'With the files of a third guardian the same attempt opens it. So it was a real attempt, and three is the line:',
      'whoever holds three of these five and the memorable information is Anna, as far as the keys can tell.',
    );
  });
}

function pairsOf<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((one, at) => items.slice(at + 1).map((other) => [one, other] as const));
}
