import { beforeEach, describe, expect, it } from '@jest/globals';
import { decodeBase64url, SecretBytes, utf8 } from '@wardkeep/crypto';
import { encodeInvite, parseEnvelopeOf, type BackupId } from '@wardkeep/protocol';
import {
  buildFederation,
  drop,
  dropAnswer,
  flip,
  guardianAt,
  lie,
  problem,
  seededRng,
  withFaults,
  type Fault,
} from '@wardkeep/testing';
import { checkUp } from './check-up.js';
import {
  clientContext,
  memoryStore,
  readState,
  type ClientContext,
  type DeviceStore,
  type ProgressEvent,
} from './core/index.js';
import { deleteBackup } from './delete-backup.js';
import { dropEnrolment, enrol, resumeEnrolment, type EnrolRequest } from './enrol.js';
import { holdingNodes, type HoldingNodes } from './enrolment/holding-nodes.fixture.js';
import { joinAndEnrol } from './join-and-enrol.js';
import { join } from './join.js';
import { rotate } from './rotate.js';

const federation = buildFederation({ guardians: 5 });
const urlOf = (index: number): string => guardianAt(federation, index).url;
const IDENTITY = { surname: 'Müller', givenNames: 'Anna', dateOfBirth: '1980-02-03' };
const SECRET = { label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8('legal winner thank year')) };
const request = (): EnrolRequest => ({
  identity: IDENTITY,
  memorable: 'third oven',
  secrets: [SECRET],
});
const invite = encodeInvite({
  federationId: decodeBase64url(federation.config.federationId),
  epoch: 1,
  configHash: decodeBase64url(federation.config.id),
  guardianUrls: [1, 2, 3].map(urlOf),
  enrolmentToken: new Uint8Array(16).fill(9),
});

describe('when a device enrols', () => {
  let nodes: HoldingNodes;
  let store: DeviceStore;
  beforeEach(async () => {
    nodes = holdingNodes(federation);
    store = memoryStore();
    await join(device(), invite);
  });

  const device = (...faults: readonly Fault[]): ClientContext =>
    clientContext({
      store,
      patience: { retries: 0, backoffMs: 1 },
      rng: seededRng(String(Math.random())),
      transport: withFaults(nodes.transport, ...faults),
    });
  const held = (status: 'staged' | 'committed') =>
    [...nodes.guardians.values()].map((guardian) => guardian[status].size);
  const pending = async () => (await readState({ store })).enrolments;
  const asked = (path: string) => nodes.transport.requests.filter((sent) => sent.path === path);

  it('stages and commits with every guardian, and keeps what it needs', async () => {
    const result = await enrol(device(), request());
    expect(result).toMatchObject({ backupVersion: 1, holders: [1, 2, 3, 4, 5], missing: [], isUnderHeld: false });
    expect(held('committed')).toEqual([1, 1, 1, 1, 1]);
    const state = await readState({ store });
    expect(state.enrolments).toEqual([]);
    expect(state.backups).toMatchObject([{ backupId: result.backupId, label: 'wallet', backupVersion: 1 }]);
    expect(state.owners).toHaveLength(1);
    expect(asked('/v1/enrolments/stage').every(({ body }) => (body as { invite?: object }).invite !== undefined)).toBe(
      true,
    );
  });
  it('joins and enrols in one call', async () => {
    store = memoryStore();
    const result = await joinAndEnrol(device(), invite, SECRET, IDENTITY, 'third oven', { label: 'savings' });
    expect(result.holders).toHaveLength(5);
    expect((await readState({ store })).backups).toMatchObject([{ label: 'savings' }]);
  });

  it('neither stores nor sends anything in that call before q guardians call the config current', async () => {
    store = memoryStore();
    const silent = drop(
      ({ url, path }) => path.endsWith('currency') && [1, 2, 3].some((at) => url.startsWith(urlOf(at))),
    );
    let joining: Promise<unknown> = Promise.resolve();
    const sealed = new Promise<void>((resolve) => {
      const onProgress = ({ step, state }: ProgressEvent): void => {
        if (step === 'seal-parts' && state === 'done') resolve();
      };
      joining = joinAndEnrol({ ...device(silent), onProgress }, invite, SECRET, IDENTITY, 'third oven');
    });
    await expect(joining).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS', needed: 3, got: 2 });
    await sealed;
    expect(await readState({ store })).toMatchObject({ federations: [], owners: [], enrolments: [] });
    expect(asked('/v1/enrolments/stage')).toEqual([]);
  });
  it('uses one owner key for several backups', async () => {
    await enrol(device(), request());
    await enrol(device(), request());
    const state = await readState({ store });
    expect(state.backups).toHaveLength(2);
    expect(state.owners).toHaveLength(1);
  });

  describe('and guardians are absent', () => {
    it('throws TOO_FEW_GUARDIANS unless told to do with fewer, and goes on later', async () => {
      const enrolling = enrol(device(drop(urlOf(5))), request());
      await expect(enrolling).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS', needed: 5, got: 4 });
      expect(held('committed')).toEqual([0, 0, 0, 0, 0]);
      const result = await resumeEnrolment(device());
      expect(result.holders).toEqual([1, 2, 3, 4, 5]);
      expect(asked('/v1/enrolments/stage').filter(({ url }) => url.startsWith(urlOf(1)))).toHaveLength(1);
    });
    it('commits with the fewest receipts allowed, and leaves the parcels of the others with the holders', async () => {
      const result = await enrol(device(drop(urlOf(5))), { ...request(), minReceipts: 4 });
      expect(result).toMatchObject({ holders: [1, 2, 3, 4], missing: [5], isUnderHeld: true });
      expect(held('committed')).toEqual([1, 1, 1, 1, 0]);
      expect(nodes.guardians.get(1)?.parcels).toEqual([5]);
    });
    it('throws INPUT_INVALID for fewer receipts than a commit may carry', async () => {
      for (const minReceipts of [3, 6, 4.5]) {
        await expect(enrol(device(), { ...request(), minReceipts })).rejects.toMatchObject({
          code: 'INPUT_INVALID',
        });
      }
    });
  });

  describe('and a guardian lies', () => {
    it.each([
      ['a receipt with a flipped bit', flip(`${urlOf(2)}/v1/enrolments/stage`, 'receipt', -10)],
      [
        'the receipt of another guardian',
        lie(`${urlOf(2)}/v1/enrolments/stage`, () => ({
          receipt: [...nodes.guardians.get(1)!.staged.values()][0]?.receipt ?? '{}',
        })),
      ],
    ])('names it for %s', async (_, fault) => {
      const error = await enrol(device(fault), request()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'TOO_FEW_GUARDIANS', got: 4 });
      const { outcomes } = error as { outcomes: readonly { kind: string; index: number }[] };
      expect(outcomes.filter(({ kind }) => kind === 'invalid').map(({ index }) => index)).toEqual([2]);
    });
    it('throws the refusal that all of them give', async () => {
      const refuse: Fault = async (sent, next) =>
        sent.path === '/v1/enrolments/stage' ? problem(403, 'INVITE_EXPIRED') : next(sent);
      await expect(enrol(device(refuse), request())).rejects.toMatchObject({
        name: 'RefusedError',
        code: 'INVITE_EXPIRED',
      });
    });
  });

  describe('and it is cut off', () => {
    class CutOff extends Error {}
    /** The device dies at its n-th write, before or after it. */
    const dying = (at: number, when: 'before' | 'after'): DeviceStore => {
      const inner = store;
      let writes = 0;
      return {
        load: () => inner.load(),
        async save(text) {
          const isDeath = ++writes === at;
          if (isDeath && when === 'before') throw new CutOff();
          await inner.save(text);
          if (isDeath) throw new CutOff();
        },
      };
    };
    it.each([
      [1, 'after'],
      [2, 'before'],
      [2, 'after'],
      [3, 'before'],
    ] as const)('resumes from write %i (%s it), with one receipt and one commit', async (at, when) => {
      const context = { ...device(), store: dying(at, when) };
      await expect(enrol(context, request())).rejects.toThrow(CutOff);
      expect(await pending()).toHaveLength(1);
      const result = await resumeEnrolment(device());
      expect(result.holders).toEqual([1, 2, 3, 4, 5]);
      expect(held('staged')).toEqual([1, 1, 1, 1, 1]);
      expect(held('committed')).toEqual([1, 1, 1, 1, 1]);
      const commits = new Set(asked('/v1/enrolments/commit').map(({ body }) => (body as { commit: string }).commit));
      expect(commits.size).toBe(1);
      expect(await pending()).toEqual([]);
    });
    it('resumes when answers were lost after the guardians had acted', async () => {
      const lost = device(dropAnswer('/v1/enrolments/stage'));
      await expect(enrol(lost, request())).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS', got: 0 });
      expect(held('staged')).toEqual([1, 1, 1, 1, 1]);
      const lostAgain = device(dropAnswer('/v1/enrolments/commit'));
      await expect(resumeEnrolment(lostAgain)).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS', got: 0 });
      expect((await resumeEnrolment(device())).holders).toHaveLength(5);
      expect(held('staged')).toEqual([1, 1, 1, 1, 1]);
    });
    it('throws NOT_ENROLLED when nothing was cut off; drops what is not committed and nothing else', async () => {
      await expect(resumeEnrolment(device())).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
      await expect(enrol(device(drop('/stage')), request())).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS' });
      await dropEnrolment(device());
      expect(await pending()).toEqual([]);
      await expect(enrol(device(drop('/commit')), request())).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS' });
      await expect(dropEnrolment(device())).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    });
    it('stores nothing that opens the backup', async () => {
      await expect(enrol(device(drop('/stage')), request())).rejects.toMatchObject({ code: 'TOO_FEW_GUARDIANS' });
      const text = (await store.load())!;
      for (const secret of [
        'legal winner',
        Buffer.from('legal winner thank year').toString('base64url'),
        'third oven',
        'Anna',
      ]) {
        expect(text).not.toContain(secret);
      }
    });
  });

  describe('and a backup is there', () => {
    let backupId: BackupId;
    beforeEach(async () => {
      ({ backupId } = await enrol(device(), { ...request(), policy: { approvals: 4 } }));
    });
    it('rotates to the next version, with its label and policy', async () => {
      const result = await rotate(device(), { ...request(), backupId });
      expect(result).toMatchObject({ backupId, backupVersion: 2, holders: [1, 2, 3, 4, 5] });
      const [backup] = (await readState({ store })).backups;
      expect(backup).toMatchObject({ backupVersion: 2, label: 'wallet' });
      const { body } = parseEnvelopeOf(backup!.policy, 'policy');
      expect(body).toMatchObject({ number: 2, paths: { recovery: { approvals: 4 } } });
    });
    it('takes a higher version where guardians know one that this device forgot', async () => {
      const before = (await store.load())!;
      await rotate(device(), { ...request(), backupId });
      await store.save(before);
      expect(await rotate(device(), { ...request(), backupId })).toMatchObject({ backupVersion: 3 });
    });
    it('throws NOT_ENROLLED for a backup that it does not know', async () => {
      const unknown = 'AAAAAAAAAAAAAAAAAAAAAA' as BackupId;
      await expect(rotate(device(), { ...request(), backupId: unknown })).rejects.toMatchObject({
        code: 'NOT_ENROLLED',
      });
      await expect(deleteBackup(device(), unknown)).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
    });
    it('finds who is healthy, missing, damaged and unreachable', async () => {
      nodes.guardians.get(2)!.staged.clear();
      nodes.guardians.get(4)!.committed.clear();
      const damaged = lie(`${urlOf(3)}/v1/owner/check-up`, () => {
        const { requests } = nodes.transport;
        return { health: parseHealth(requests.length), statements: [], claims: [] };
      });
      const parseHealth = (n: number) => `{"n":${n}}`;
      const result = await checkUp(device(damaged, drop(urlOf(5))));
      expect(Object.fromEntries(result.backups[0]!.guardians)).toEqual({
        1: 'healthy',
        2: 'missing',
        3: 'damaged',
        4: 'staged',
        5: 'unreachable',
      });
      expect(result.backups[0]).toMatchObject({ healthy: 1, isUnderHeld: true, isRecoverable: false });
    });
    it('asks each guardian with a nonce of its own', async () => {
      const result = await checkUp(device());
      expect(result.backups[0]).toMatchObject({ healthy: 5, isUnderHeld: false, isRecoverable: true });
      const bodies = asked('/v1/owner/check-up').map(
        ({ body }) => parseEnvelopeOf((body as { request: string }).request, 'check-up-request').body.nonce,
      );
      expect(new Set(bodies).size).toBe(5);
    });
    it('deletes by a signed statement that takes effect after 7 days', async () => {
      const result = await deleteBackup(device(drop(urlOf(1)), drop(urlOf(2))), backupId);
      expect(result.effectiveAt).toBeGreaterThan(Date.now() + 6 * 86_400_000);
      expect(result.outcomes.map(({ outcome }) => outcome)).toEqual(['unreachable', 'unreachable', 'ok', 'ok', 'ok']);
      expect(parseEnvelopeOf(nodes.guardians.get(3)!.carried[0]!, 'deletion').body.backupId).toBe(backupId);
    });
    it('remembers that it was given up until a new version takes its place', async () => {
      const { effectiveAt } = await deleteBackup(device(), backupId);
      expect((await readState(device())).backups[0]?.endsAt).toBe(effectiveAt);
      await rotate(device(), { ...request(), backupId });
      expect((await readState(device())).backups[0]?.endsAt).toBeUndefined();
    });
  });
});
