import { enrol, join, openClaim, readState, recover, WrongMemorableError, type ClientContext } from '@wardkeep/client';
import { fileStore } from '@wardkeep/client/node';
import { cryptoReady, decodeBase64url, SecretBytes, utf8 } from '@wardkeep/crypto';
import { lookupId, normalizeIdentity } from '@wardkeep/protocol';
import { readFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { stealFiles } from '../../faults/thief.js';
import type { Place, Secret } from '../../faults/secret-hunt.js';
import { approve, untilKnown, untilReleasable } from '../claims/index.js';
import { RunningFederation } from '../harness/index.js';

export const identity = {
  surname: 'Zwyßigmannhöfer',
  givenNames: 'Quirinalda Xaverina',
  dateOfBirth: '1961-11-23',
};
export const memorable = 'fourteen quizzical pelicans at Wädenswil';
export const seed = 'zebra quantum oyster vivid jaguar wizard fabric ketchup yonder umbrella glimpse noodle';
const wrong = 'thirteen sarcastic pelicans at Wollishofen';
const contact = 'telephone extension oranjezwart 4711';
const passwords = ['Kupferstichkabinett-17', 'Blumenkohlauflauf-29', 'Nebelhornorchester-31'];
export const wrongPassword = 'Wellblechpalast-43';

/** What happened, and what was secret about it. */
export interface Life {
  readonly federation: RunningFederation;
  readonly phone: ClientContext;
  readonly laptop: ClientContext;
  /** A claim that nobody has decided. */
  readonly claimId: string;
  /** Tokens of operators' logins, by guardian. */
  readonly tokens: readonly string[];
  readonly passwords: readonly string[];
  readonly secrets: readonly Secret[];
  /** Every request and answer of the public listeners, problems among them. */
  readonly traffic: readonly Place[];
}

/** Lets a person live through everything on nodes that log all they can: founding, logins, enrolment, loss, recovery. */
export async function live(): Promise<Life> {
  await cryptoReady();
  const federation = await RunningFederation.found({
    guardians: 3,
    logLevel: 'trace',
    proxied: [1, 2, 3],
    policies: { openEnrolment: false },
  });
  const traffic = recordTraffic(federation);
  const tokens = await Promise.all(passwords.map((password, at) => logIn(federation, at + 1, password)));
  const { code } = await federation.createInvite({ uses: 2 });
  const phone = await deviceIn(federation, 'phone');
  await join(phone, code);
  const [joined] = (await readState(phone)).federations;
  const inviteToken = Uint8Array.from(joined?.token?.reveal() ?? []);
  const bytes = SecretBytes.from(utf8(seed));
  await enrol(phone, { identity, memorable, secrets: [{ label: 'wallet', kind: 'bip39', bytes }] });
  const before = await heldParts(federation, 'before');

  const laptop = await deviceIn(federation, 'laptop');
  await join(laptop, federation.plainInvite());
  const { claimId } = await openClaim(laptop, { identity, contact });
  await untilKnown(federation, claimId, [1, 2, 3]);
  for (const index of [1, 2]) await approve(federation, index, claimId, identity);
  await untilReleasable({ device: laptop, claimId, words: [] });
  const failure = await recover(laptop, { memorable: wrong }).catch((error: unknown) => error);
  if (!(failure instanceof WrongMemorableError)) throw new Error('the wrong guess was not refused', { cause: failure });
  const recovered = await recover(laptop, { memorable });
  if (recovered.ownership.status !== 'rotated') throw new Error('the backup was not rotated');
  const next = await openClaim(laptop, { identity, contact });
  await untilKnown(federation, next.claimId, [1, 2, 3]);
  const after = await heldParts(federation, 'after');

  const { federationId } = federation.proposal;
  const { canonical } = normalizeIdentity(identity, Date.now());
  const rootKeys = await Promise.all(
    federation.nodes.map(async (node, at) => ({
      name: `root key ${String(at + 1)}`,
      value: await readFile(joinPath(node.folder, 'root.key')),
    })),
  );
  const secrets: Secret[] = [
    { name: 'seed', value: seed },
    ...seed.split(' ').flatMap((_, at, words) => (at % 3 === 0 ? [wordsOf(words, at)] : [])),
    { name: 'memorable', value: memorable },
    { name: 'wrong memorable', value: wrong },
    { name: 'contact', value: contact },
    ...'Zwyßigmannhöfer ZWYSSIGMANNHOEFER Quirinalda Xaverina'.split(' ').map((value) => ({ name: 'identity', value })),
    ...[...passwords, wrongPassword].map((value) => ({ name: 'password', value })),
    ...tokens.map((token) => ({ name: 'login token', value: token })),
    ...tokens.map((token) => ({ name: 'login token', value: decodeBase64url(token) })),
    { name: 'invite token', value: inviteToken },
    { name: 'invite code', value: code.slice(-60) },
    { name: 'lookup id', value: await lookupId(canonical, decodeBase64url(federationId)) },
    ...rootKeys,
    ...before,
    ...after,
    ...(await deviceSecrets('phone', phone)),
    ...(await deviceSecrets('laptop', laptop)),
  ];
  return { federation, phone, laptop, claimId: next.claimId, tokens, passwords, secrets, traffic };
}

const wordsOf = (words: readonly string[], at: number): Secret => ({
  name: 'words of the seed',
  value: words.slice(at, at + 3).join(' '),
});

async function deviceIn(federation: RunningFederation, name: string): Promise<ClientContext> {
  return federation.device({ store: await fileStore(federation.world.path(name)) });
}

async function logIn(federation: RunningFederation, index: number, password: string): Promise<string> {
  const node = federation.at(index);
  await node.post('/admin/v1/operators', { name: 'margrit', role: index === 1 ? 'viewer' : 'admin', password });
  const response = await fetch(`${node.adminUrl}/admin/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'margrit', password }),
  });
  return ((await response.json()) as { token: string }).token;
}

function recordTraffic(federation: RunningFederation): Place[] {
  const traffic: Place[] = [];
  for (const index of [1, 2, 3]) {
    federation.proxyAt(index).on(
      () => true,
      async (request, forward) => {
        const { method, path, headers, body } = request;
        const name = `${method} ${path.split('?')[0] ?? ''} of guardian ${String(index)}`;
        const head = Buffer.from(`${path}\n${JSON.stringify(headers)}\n`);
        traffic.push({ name: `request ${name}`, bytes: Buffer.concat([head, body]) });
        const answer = await forward(request);
        traffic.push({
          name: `answer ${String(answer.status)} to ${name}`,
          bytes: Buffer.concat([Buffer.from(JSON.stringify(answer.headers)), answer.body]),
        });
        return answer;
      },
    );
  }
  return traffic;
}

/** Everything of a backup that the nodes hold at this moment and that no file may show. */
async function heldParts(federation: RunningFederation, when: string): Promise<Secret[]> {
  const found: Secret[] = [];
  for (const [at, node] of federation.nodes.entries()) {
    const { backups } = await stealFiles(node.folder, federation.world.path(`loot-${when}-${String(at + 1)}`));
    for (const { paths } of backups) {
      for (const [name, value] of Object.entries(paths.recovery ?? {})) {
        found.push({ name: `${name} of guardian ${String(at + 1)} ${when}`, value: decodeBase64url(value) });
      }
    }
  }
  if (found.length < 9) throw new Error(`found ${String(found.length)} parts only`);
  return found;
}

async function deviceSecrets(name: string, device: ClientContext): Promise<Secret[]> {
  const { owners, claims } = await readState(device);
  const named = (what: string, secret: SecretBytes): Secret => ({
    name: `${what} of ${name}`,
    value: Uint8Array.from(secret.reveal()),
  });
  return [
    ...owners.map((owner) => named('owner key', owner.seed)),
    ...claims.flatMap(({ signingSeed, sealingSeed, attempts, takeOvers }) => [
      named('session key', signingSeed),
      named('session sealing key', sealingSeed),
      ...attempts.map(({ blind }) => named('blind', blind)),
      ...takeOvers.map((takeOver) => named('new owner key', takeOver.seed)),
    ]),
  ];
}
