import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../command/exit-codes.js';
import { caseAnswer } from '../console/case-answers.js';
import { newInviteAnswer } from '../console/invite-answers.js';
import type { DevFederation } from './dev-federation.js';
import type { DemoPerson } from './demo-person.js';
import { mustDo, spawnCli } from './spawn-cli.js';
import type { Story } from './story.js';

/** Guesses that a path has (protocol.md §11). */
const GUESSES = 10;
const APPROVERS = [1, 2, 3] as const;
const SWITCHED_OFF = [4, 5] as const;

/**
 * Anna enrols her wallet seed, and loses the phone.
 *
 * @param story - tells it
 * @param federation - all its nodes are up
 * @param anna - the owner
 * @returns the invite, which has been used up
 */
export async function enrolOnPhone(story: Story, federation: DevFederation, anna: DemoPerson): Promise<string> {
  story.chapter('Anna enrols the seed of her wallet');
  const { code: invite } = await federation.first.console.send({
    method: 'POST',
    path: '/admin/v1/invites',
    body: { uses: 1 },
    answer: newInviteAnswer,
  });
  story.tell(
    `${federation.first.plan.name} gives her an invite, one long word: ${invite.slice(0, 24)}…`,
    `Her seed, made just now: “${anna.seed}”`,
    `Something only she remembers: “${anna.memorable}”`,
  );
  await story.time('Anna joins', () => mustDo('join', invite, '--state', anna.phone));
  const files = ['--identity-file', anna.identityFile, '--memorable-file', anna.memorableFile];
  const secret = ['--secret-file', anna.seedFile, '--label', 'wallet seed', '--kind', 'bip39'];
  const { receipts } = await story.time('Anna enrols (two Argon2id in it)', () =>
    mustDo('enrol', ...files, ...secret, '--state', anna.phone),
  );
  story.tell(
    'Her phone encrypts the seed, splits the key, and leaves one shard with each guardian.',
    `${String(receipts)} of 5 guardians gave a signed receipt. None of them can read anything.`,
  );
  story.chapter('The phone falls into the sea, and two guardians are away');
  await anna.losePhone();
  await Promise.all(SWITCHED_OFF.map((index) => federation.at(index).stop()));
  const away = SWITCHED_OFF.map((index) => federation.at(index).plan.name).join(' and ');
  story.tell('Her folder and the seed file are deleted.', `The nodes of ${away} are switched off.`);
  return invite;
}

/**
 * Anna recovers on a new device.
 *
 * @param story - tells it
 * @param federation - two of its nodes are down
 * @param anna - the claimant
 * @param invite - used up, which does not matter
 * @throws Error when anything is not as promised
 */
export async function claimAndRecover(
  story: Story,
  federation: DevFederation,
  anna: DemoPerson,
  invite: string,
): Promise<void> {
  story.chapter('On a new laptop, Anna opens a claim');
  const state = ['--state', anna.laptop];
  const opened = await story.time('claim opened (one Argon2id)', () =>
    mustDo('claim', 'open', invite, '--identity-file', anna.identityFile, '--contact', 'call Anna', ...state),
  );
  const words = (opened.words as string[]).join(' ');
  story.tell(
    'All she needs is who she is. The laptop shows six words that belong to this claim and no other:',
    `“${words}”`,
  );

  story.chapter('Three guardians meet her');
  await story.time('three guardians approve', async () => {
    for (const index of APPROVERS) await approve(story, federation, anna, index, words);
  });
  await recover(story, federation, anna, String(opened.claimId));
}

async function approve(
  story: Story,
  federation: DevFederation,
  anna: DemoPerson,
  index: number,
  words: string,
): Promise<void> {
  const { plan } = federation.at(index);
  const dir = ['--dir', plan.folder];
  const { case: shown } = (await mustDo('case', 'show', words, ...dir)) as { case: { words: string[] } };
  if (shown.words.join(' ') !== words) throw new Error(`${plan.name} sees other words`);
  const met = ['--method', 'in-person', '--document', 'passport', '--identity-file', anna.identityFile];
  await mustDo('case', 'approve', words, ...met, ...dir);
  story.tell(
    `${plan.name} hears the six words, reads the same on the screen, types the names from her passport, approves.`,
  );
}

async function recover(story: Story, federation: DevFederation, anna: DemoPerson, claimId: string): Promise<void> {
  const state = ['--state', anna.laptop];
  const guess = (file: string): Promise<Awaited<ReturnType<typeof spawnCli>>> =>
    spawnCli('claim', 'recover', '--memorable-file', file, '--out', anna.recoveredFile, ...state);

  story.chapter('A delay, in which the owner of a phone that was not lost could veto');
  const early = await guess(anna.memorableFile);
  if (early.exitCode !== EXIT.notApproved) throw new Error(`recovery before the delay ended with ${say(early)}`);
  story.tell(
    `A day in real life, ${String(federation.plan.delaySeconds)} seconds here. Before it is over: “not approved yet”.`,
  );
  await story.time('the delay', () => untilDelayIsOver(state));

  story.chapter('Anna misremembers');
  const wrong = await story.time('a wrong guess (one Argon2id)', () => guess(anna.wrongFile));
  if (wrong.exitCode !== EXIT.wrongMemorable || wrong.json.guessesLeft !== GUESSES - 1) {
    throw new Error(`a wrong guess was not counted: ${say(wrong)}`);
  }
  await expectSpent(federation, claimId, 1);
  story.tell(
    `Three guardians had to take part in the guess, and counted it: ${String(GUESSES - 1)} guesses are left.`,
    'Nobody can try without them, so even a short phrase is safe.',
  );

  story.chapter('Anna remembers');
  const right = await story.time('the seed rebuilt (one Argon2id)', () => guess(anna.memorableFile));
  if (right.exitCode !== EXIT.done) throw new Error(`recovery failed: ${say(right)}`);
  const recovered = await readFile(anna.recoveredFile);
  if (!recovered.equals(Buffer.from(anna.seed))) throw new Error('the recovered bytes are not the seed');
  story.tell(
    `“${recovered.toString('utf8')}”`,
    'The same, byte for byte, with two of the five guardians switched off.',
  );
}

/**
 * The two come back, and everything that the lost phone knew becomes worthless.
 *
 * @param story - tells it
 * @param federation - two of its nodes are down
 * @param anna - the owner, on her laptop
 * @throws Error when not all guardians hold their part in the end
 */
export async function makeWhole(story: Story, federation: DevFederation, anna: DemoPerson): Promise<void> {
  story.chapter('The two guardians come back');
  const away = SWITCHED_OFF.map((index) => federation.at(index));
  await story.time('two nodes started again', async () => {
    await Promise.all(away.map((node) => node.start()));
    await federation.untilActing(away);
  });
  const state = ['--state', anna.laptop];
  const rotated = await story.time('new keys for all five guardians', () => mustDo('rotate', '--resume', ...state));
  const { backups } = (await mustDo('check-up', ...state)) as { backups: { healthy: number }[] };
  const healthy = backups[0]?.healthy;
  if (healthy !== federation.nodes.length) throw new Error(`only ${String(healthy)} guardians hold their part`);
  story.tell(
    `They hear from the others what happened. The laptop is the owner now, and enrols version ${String(rotated.backupVersion)}:`,
    'new keys, new shards. What the lost phone and one laptop have seen opens nothing any more.',
    `${String(healthy)} of 5 guardians prove that they hold their new part.`,
  );
}

/** Each of the three has the guess in its own count. */
async function expectSpent(federation: DevFederation, claimId: string, spent: number): Promise<void> {
  for (const index of APPROVERS) {
    const { console, plan } = federation.at(index);
    const path = `/admin/v1/cases/${claimId}`;
    const { backups } = await console.send({ method: 'GET', path, answer: caseAnswer });
    const counted = backups[0]?.guesses.spent;
    if (counted !== spent) throw new Error(`${plan.name} counted ${String(counted)} guesses`);
  }
}

async function untilDelayIsOver(state: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { json } = await spawnCli('claim', 'status', ...state);
    if (json.releasable === true) return;
    await sleep(300);
  }
  throw new Error('the delay did not end');
}

function say({ exitCode, json }: Awaited<ReturnType<typeof spawnCli>>): string {
  return `${String(exitCode)} ${JSON.stringify(json)}`;
}
