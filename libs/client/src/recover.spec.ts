import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  cryptoReady,
  decodeBase64url,
  encodeBase64url,
  fromUtf8,
  generateSigningKeyPair,
  systemRng,
} from '@wardkeep/crypto';
import {
  alphaDigestOf,
  type AttemptFields,
  encodeInvite,
  parseEnvelopeOf,
  type SealedBackup,
  signStatement,
} from '@wardkeep/protocol';
import { buildFederation, problem, type TestFederation } from '@wardkeep/testing';
import { clientContext, memoryStore, readState, type ClientContext, type DeviceStore } from './core/index.js';
import { join } from './join.js';
import { openClaim } from './open-claim.js';
import { recover } from './recover.js';
import {
  IDENTITY,
  MEMORABLE,
  releasingNodes,
  SECRET,
  sealFor,
  ticketOf,
  type ReleasingNodes,
} from './recovery/releasing-nodes.fixture.js';

let federation: TestFederation;
let backup: SealedBackup;
let planted: SealedBackup;
beforeAll(async () => {
  await cryptoReady();
  federation = buildFederation({ guardians: 5 });
  [backup, planted] = await Promise.all([sealFor(federation), sealFor(federation, 'planted')]);
});

const invite = (): string =>
  encodeInvite({
    federationId: decodeBase64url(federation.config.federationId),
    epoch: 1,
    configHash: decodeBase64url(federation.config.id),
    guardianUrls: federation.guardians.slice(0, 3).map(({ url }) => url),
  });

describe('when a claimant recovers', () => {
  let nodes: ReleasingNodes;
  let store: DeviceStore;
  let context: ClientContext;
  beforeEach(async () => {
    nodes = releasingNodes(federation, backup);
    store = memoryStore();
    context = device();
    await join(context, invite());
    await openClaim(context, { identity: IDENTITY });
  });
  const device = (): ClientContext =>
    clientContext({ store, transport: nodes.transport, patience: { hedgeAfterMs: 1000, retries: 0, timeoutMs: 5000 } });
  const go = (memorable = MEMORABLE, options: object = {}) =>
    recover(device(), { memorable, afterwards: 'nothing', ...options });
  const evaluations = () => [...nodes.guardians.values()].reduce((sum, played) => sum + played.evaluations, 0);
  const lasts = () => [...nodes.guardians.values()].map((played) => played.counter.last);
  const requestsTo = (path: string) => nodes.transport.requests.filter((request) => request.path === path).length;
  const foreign = (attempt: number): AttemptFields => ({
    configId: federation.config.id,
    manifestId: backup.manifest.id,
    path: 'recovery',
    attempt,
    claimId: backup.manifest.id,
    alphaDigest: alphaDigestOf(systemRng.bytes(32)),
  });
  const spend = (index: number, attempt: number) =>
    ticketOf(federation, index, nodes.guardians.get(index)!, foreign(attempt));

  it('gets the secret from t guardians, and asks no more of them than it must', async () => {
    const { secrets, culprits, ownership } = await go();
    expect(fromUtf8(secrets[0]!.bytes.reveal())).toBe(SECRET);
    expect(culprits).toEqual([]);
    expect(ownership).toEqual({ status: 'unchanged' });
    expect([evaluations(), requestsTo('/v1/attempts/ticket'), requestsTo('/v1/releases')]).toEqual([3, 3, 3]);
  });

  it('throws WRONG_MEMORABLE with the guesses left, and spends nothing on the same wrong words again', async () => {
    await expect(go('the red boat')).rejects.toMatchObject({ code: 'WRONG_MEMORABLE', guessesLeft: 9 });
    await expect(go('The  RED boat')).rejects.toMatchObject({ code: 'WRONG_MEMORABLE', guessesLeft: 9 });
    expect(lasts()).toEqual([1, 1, 1, 0, 0]);
    await expect(go('the green boat')).rejects.toMatchObject({ guessesLeft: 8 });
    expect((await go()).secrets).toHaveLength(1);
    expect(requestsTo('/v1/releases')).toBe(3);
  });

  it('names guardians whose evaluations or parts are wrong, and succeeds without them', async () => {
    nodes.corrupt(2, 'evaluate', async (honest) => {
      const { evaluation } = (await honest()) as { evaluation: string };
      return { evaluation: evaluation.replace(/"beta":"./, '"beta":"A') };
    });
    nodes.corrupt(3, 'release', async (honest) => {
      const answer = (await honest()) as { sealed: string };
      return { ...answer, sealed: `${answer.sealed.slice(0, -8)}AAAAAAAA` };
    });
    const { culprits, secrets } = await go();
    expect(culprits.map(({ index }) => index)).toEqual([2, 3]);
    expect(culprits[1]).toEqual({ index: 3, reason: 'RELEASE_INVALID' });
    expect(fromUtf8(secrets[0]!.bytes.reveal())).toBe(SECRET);
  });

  it('asks another guardian for the payload when the first withholds or alters it', async () => {
    nodes.corrupt(1, 'release', async (honest, body: { withPayload: boolean }) => {
      const answer = (await honest()) as object;
      return body.withPayload ? { ...answer, payload: 'AAAA' } : answer;
    });
    nodes.corrupt(4, 'release', async (honest) => ({ ...((await honest()) as object), payload: undefined }));
    const { culprits } = await go();
    expect(culprits).toEqual(
      expect.arrayContaining([
        { index: 1, reason: 'PAYLOAD_DIGEST_MISMATCH' },
        { index: 4, reason: 'PAYLOAD_DIGEST_MISMATCH' },
      ]),
    );
  });

  it('tries the same α on the next number where tickets split', async () => {
    for (const index of [1, 2, 3]) {
      nodes.corrupt(index, 'ticket', (honest) => {
        spend(index, 1);
        return honest();
      });
    }
    await go();
    const requests = nodes.transport.requests.filter(({ path }) => path === '/v1/attempts/ticket');
    const fields = requests.map(
      ({ body }) => parseEnvelopeOf((body as { request: string }).request, 'attempt-request').body,
    );
    expect(new Set(fields.map(({ alphaDigest }) => alphaDigest)).size).toBe(1);
    expect(new Set(fields.map(({ attempt }) => attempt))).toEqual(new Set([1, 2]));
  });

  it('does not let a guardian push it to a high number with bare words', async () => {
    nodes.corrupt(1, 'ticket', () => problem(409, 'ATTEMPT_TAKEN', { last: 9 }));
    nodes.corrupt(2, 'ticket', () => problem(409, 'ATTEMPT_TAKEN', { ticket: 'x' }));
    await go();
    expect(lasts().slice(2)).toEqual([1, 1, 1]);
  });

  it('does not let fewer than t guardians begin at a high number, or hide that there is a backup', async () => {
    for (const index of [1, 2]) {
      nodes.corrupt(index, 'queryClaim', async (honest) => {
        const answer = (await honest()) as { backups: object[] };
        return { ...answer, backups: answer.backups.map((each) => ({ ...each, lastAttempt: 9 })) };
      });
    }
    nodes.corrupt(3, 'queryClaim', async (honest) => ({ ...((await honest()) as object), backups: [] }));
    await go();
    expect(Math.max(...lasts())).toBe(1);
  });

  it('throws PATH_LOCKED when guardians say that no guess is left', async () => {
    for (const index of [1, 2, 3, 4, 5]) spend(index, 10);
    await expect(go()).rejects.toMatchObject({ code: 'PATH_LOCKED', limit: 10 });
  });

  it('goes on with the same α and number after it died, whatever it had reached', async () => {
    for (const route of ['evaluate', 'release'] as const) {
      const lost = [1, 2, 3, 4, 5].map((index) => nodes.transport.nodes.get(federation.guardians[index - 1]!.url)!);
      for (const index of [1, 2, 3, 4, 5]) nodes.corrupt(index, route, () => problem(503, 'STOPPING'));
      await expect(go()).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS' });
      lost.forEach((script, at) => nodes.transport.nodes.set(federation.guardians[at]!.url, script));
    }
    await go();
    expect(Math.max(...lasts())).toBe(1);
    const [claim] = (await readState(context)).claims;
    expect(claim?.attempts).toMatchObject([{ attempt: 1, status: 'right' }]);
  });

  it('passes over a backup that fewer than t guardians list, and takes the one that is asked for', async () => {
    for (const index of [1, 2]) {
      nodes.corrupt(index, 'queryClaim', async (honest) => {
        const answer = (await honest()) as { backups: object[] };
        const made = {
          manifest: planted.manifest.text,
          epochPart: planted.epochPart.text,
          policy: planted.policy.text,
        };
        const newer = { ...answer.backups[0], ...made, committedAt: federation.now + 1e6 };
        return { ...answer, backups: [newer, ...answer.backups] };
      });
    }
    expect((await go()).manifestId).toBe(backup.manifest.id);
    await expect(go(MEMORABLE, { backup: planted.manifest.id })).rejects.toMatchObject({ code: 'BACKUP_NOT_FOUND' });
  });

  it.each([
    ['NOT_APPROVED', 'NOT_APPROVED'],
    ['DELAY_NOT_OVER', 'NOT_APPROVED'],
    ['CLAIM_VETOED', 'CLAIM_CLOSED'],
    ['CLAIM_EXPIRED', 'CLAIM_CLOSED'],
    ['CLAIM_REJECTED', 'CLAIM_CLOSED'],
    ['PARTS_NOT_HELD', 'PARTS_NOT_HELD'],
  ])('says in its own words that guardians refuse with %s', async (code, own) => {
    for (const index of [1, 2, 3]) nodes.corrupt(index, 'ticket', () => problem(403, code, { releasableAt: 1 }));
    await expect(go()).rejects.toMatchObject({ code: own });
  });

  it('throws BACKUP_DAMAGED when the owner has signed another core than the one that the memorable information vouches for', async () => {
    const key = generateSigningKeyPair(systemRng);
    const made = await sealFor(federation, MEMORABLE, key);
    const macs = { recovery: encodeBase64url(new Uint8Array(32)) };
    const manifest = signStatement<'manifest'>({ ...made.manifest.body, macs }, key);
    const epochPart = signStatement<'epoch-part'>({ ...made.epochPart.body, manifestId: manifest.id }, key);
    nodes = releasingNodes(federation, { ...made, manifest, epochPart }, made);
    store = memoryStore();
    await join(device(), invite());
    await openClaim(device(), { identity: IDENTITY });
    await expect(go()).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    expect(requestsTo('/v1/releases')).toBe(0);
  });

  it('gives the secrets to the caller before it takes the backup over, and keeps them when that fails', async () => {
    for (const index of [1, 2, 3]) nodes.corrupt(index, 'carry', () => problem(409, 'EQUIVOCATION'));
    const seen: number[] = [];
    const { ownership } = await go(MEMORABLE, {
      afterwards: 'install',
      onSecrets: (secrets: unknown[]) => seen.push(secrets.length, requestsTo('/v1/statements')),
    });
    expect(seen).toEqual([1, 0]);
    expect(ownership).toMatchObject({ status: 'unchanged', error: { code: 'EQUIVOCATION' } });
  });

  it('installs the same owner key again after it died', async () => {
    const first = await go(MEMORABLE, { afterwards: 'install' });
    const second = await go(MEMORABLE, { afterwards: 'install' });
    expect(second.ownership.installed?.ownerKey).toBe(first.ownership.installed?.ownerKey);
    const { owners, backups } = await readState(context);
    expect(owners.map(({ key }) => key)).toEqual([first.ownership.installed?.ownerKey]);
    expect(backups).toMatchObject([{ ownerKey: owners[0]?.key, backupVersion: 1 }]);
    expect(encodeBase64url(owners[0]!.seed.reveal())).toHaveLength(43);
  });
});
