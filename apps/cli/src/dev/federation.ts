import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { newInviteAnswer } from '../console/invite-answers.js';
import { qrLines } from '../terminal/qr.js';
import { table } from '../terminal/table.js';
import { DevFederation } from './dev-federation.js';
import type { DevNode } from './dev-node.js';
import { FEDERATION_USAGE, parseFederationOptions, type FederationOptions } from './federation-options.js';
import { makeScratch } from './scratch-folder.js';

const OPERATOR = 'dev';

interface Login {
  readonly node: DevNode;
  /** Null for a node that was there before: its password was shown then. */
  readonly password: string | null;
}

async function addOperator(node: DevNode): Promise<string> {
  const password = randomBytes(12).toString('base64url');
  const body = { name: OPERATOR, role: 'admin', password };
  await node.console.send({ method: 'POST', path: '/admin/v1/operators', body, answer: z.unknown() });
  return password;
}

function show(federation: DevFederation, logins: readonly Login[], invite: string | null): void {
  const rows = logins.map(({ node, password }, at) => [
    `${String(at + 1)} ${node.plan.name}${node.isUp ? '' : ' (down)'}`,
    node.url,
    node.adminUrl,
    password === null ? 'as before' : `${OPERATOR} / ${password}`,
  ]);
  const lines = ['', ...table([['guardian', 'for clients', 'for operators', 'login'], ...rows]), ''];
  if (invite !== null) {
    lines.push('Invite, for as many people as you like:', '', invite, '', ...qrLines(invite.toUpperCase()), '');
  } else lines.push('The federation is not founded yet. See wardkeep federation --help.', '');
  lines.push(
    `Folders of the nodes (--dir): ${join(federation.plan.folder, 'guardian-1')} and so on`,
    'Ctrl-C ends it.',
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function createInvite(node: DevNode): Promise<string> {
  const body = { uses: 1000 };
  const invite = { method: 'POST', path: '/admin/v1/invites', body, answer: newInviteAnswer } as const;
  return (await node.console.send(invite)).code;
}

async function run(options: FederationOptions): Promise<void> {
  const say = (what: string): void => {
    process.stderr.write(`${what}\n`);
  };
  const scratch = makeScratch(
    'federation',
    options.dir === null ? { keep: options.keep } : { folder: options.dir, keep: true },
  );
  const there = countNodes(scratch.folder);
  const isNew = there === 0;
  say(
    isNew ? `making ${String(options.guardians)} nodes in ${scratch.folder} …` : `starting ${scratch.folder} again …`,
  );
  const federation = await DevFederation.make({
    ...options,
    guardians: isNew ? options.guardians : there,
    folder: scratch.folder,
  });
  scratch.atEnd(() => federation.killNow());
  await federation.start();
  const logins: Login[] = [];
  for (const node of federation.nodes) logins.push({ node, password: isNew ? await addOperator(node) : null });
  if (options.isSealed && !(await federation.isSealed())) await federation.found(say);
  const isSealed = await federation.isSealed();
  if (isSealed) await federation.untilActing(federation.nodes);
  const invite = isSealed ? await createInvite(federation.first) : null;
  for (const node of federation.nodes.slice(federation.nodes.length - options.down)) await node.stop();
  if (options.json) process.stdout.write(`${JSON.stringify(summary(scratch.folder, logins, invite))}\n`);
  else show(federation, logins, invite);
  await scratch.untilStopped();
  say('stopping …');
  await federation.stop();
  scratch.clean();
}

/** How many nodes an earlier federation left in a folder. */
function countNodes(folder: string): number {
  let count = 0;
  while (existsSync(join(folder, `guardian-${String(count + 1)}`, 'node.json'))) count += 1;
  return count;
}

function summary(folder: string, logins: readonly Login[], invite: string | null): object {
  const guardians = logins.map(({ node, password }, at) => ({
    index: at + 1,
    name: node.plan.name,
    dir: node.plan.folder,
    url: node.url,
    adminUrl: node.adminUrl,
    up: node.isUp,
    operator: OPERATOR,
    password,
  }));
  return { ok: true, folder, invite, guardians };
}

try {
  const options = parseFederationOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(FEDERATION_USAGE);
  else {
    await run(options);
    process.exit(0);
  }
} catch (error) {
  process.stderr.write(`federation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
