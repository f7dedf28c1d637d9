import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkUp,
  claimStatus,
  enrol,
  openClaim,
  recover,
  type ClientContext,
  type EnrolmentResult,
} from '@wardkeep/client';
import { SecretBytes, utf8 } from '@wardkeep/crypto';
import '@wardkeep/testing';
import { cpSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryNode } from '../faults/corrupt-guardian.js';
import { SmallDisk } from '../faults/small-disk.js';
import {
  approve,
  claimAs,
  enrolPerson,
  failureOf,
  joinedDevice,
  newIdentity,
  textOf,
  untilKnown,
  untilReleasable,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { ConsoleRefusal, RunningFederation, waitFor, type GuardianNode } from './harness/index.js';

const FULL = 2;
const MEGABYTE = 1024 * 1024;
const whyNot = SmallDisk.whyNot();
// Where CI has the right to mount, they must run.
const mustRun = process.env.CI === 'true' && SmallDisk.isPermitted();
const describeIfMountable = whyNot === null || mustRun ? describe : describe.skip;
const why = whyNot === null ? '' : ` (no small disk can be mounted here: ${whyNot})`;
if (why !== '') process.stderr.write(`full disk of a guardian: ${mustRun ? 'must run' : 'skipped'}${why}\n`);

describeIfMountable(`when the disk of a guardian gets full${why}`, () => {
  let disk: SmallDisk;
  let federation: RunningFederation;
  let node: GuardianNode;
  let before: Person;
  let during: ClientContext;
  let claim: TestClaim;
  let other: TestClaim;
  let waiting: string;
  const otherIdentity = newIdentity();

  const idsInLog = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (;;) {
      const { entries } = await node.get(`/admin/v1/log?after=${String(ids.length)}&limit=50`);
      ids.push(...entries.map(({ id }: { id: string }) => id));
      if (entries.length < 50) return ids;
    }
  };
  const holdingOf = async (device: ClientContext): Promise<string | undefined> =>
    (await checkUp(device)).backups[0]?.guardians.get(FULL);
  const enrolAnybody = async (device: ClientContext, minReceipts?: number): Promise<EnrolmentResult> => {
    const secrets = [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8('legal winner thank year')) }];
    return enrol(device, { identity: newIdentity(), memorable: 'the blue boat at Arosa', secrets, minReceipts });
  };

  // A node looks for room once a second.
  const untilMeasured = (): Promise<void> => sleep(1100);

  beforeAll(async () => {
    disk = SmallDisk.mount(96);
    federation = await RunningFederation.found();
    node = federation.at(FULL);
    await node.stop();
    const onDisk = join(disk.folder, 'node');
    cpSync(node.folder, onDisk, { recursive: true });
    renameSync(node.folder, `${node.folder}-moved`);
    symlinkSync(onDisk, node.folder);
    await federation.startAll([FULL]);
    before = await enrolPerson(federation);
    claim = await claimAs(federation, before.identity);
    other = await claimAs(federation, otherIdentity);
    await untilKnown(federation, claim.claimId, [1, FULL, 3, 4, 5]);
    await untilKnown(federation, other.claimId, [1, FULL, 3, 4, 5]);
  }, 120_000);
  afterAll(async () => {
    await federation?.close();
    disk?.unmount();
  }, 30_000);

  describe('and only the reserve is left', () => {
    beforeAll(async () => {
      disk.fill(60 * MEGABYTE);
      await untilMeasured();
    });

    it('throws DISK_FULL for a new backup, which the others take if the owner wants', async () => {
      const device = await joinedDevice(federation);
      expect(await failureOf(enrolAnybody(device))).toBe('RefusedError DISK_FULL');
      during = await joinedDevice(federation);
      const { holders, missing, staged } = await enrolAnybody(during, 4);
      expect({ holders, missing }).toEqual({ holders: [1, 3, 4, 5], missing: [FULL] });
      expect(staged.find(({ index }) => index === FULL)).toMatchObject({ outcome: 'refused', code: 'DISK_FULL' });
    }, 30_000);

    it('throws DISK_FULL for a new claim, which the others take', async () => {
      const device = await joinedDevice(federation);
      const { claimId, guardians } = await openClaim(device, { identity: newIdentity() });
      expect(guardians.find(({ index }) => index === FULL)).toMatchObject({ outcome: 'refused', code: 'DISK_FULL' });
      waiting = claimId;
    }, 30_000);

    it('finishes the work that it has begun', async () => {
      await federation.killAll([1, 5]);
      for (const index of [FULL, 3, 4]) await approve(federation, index, claim.claimId, before.identity);
      await untilReleasable(claim);
      const { secrets } = await recover(claim.device, { ...before, afterwards: 'nothing' });
      expect(textOf(secrets)).toBe(before.seed);
      await federation.startAll([1, 5]);
    }, 60_000);
  });

  describe('and nothing is left', () => {
    let acknowledged: string[];
    let codes = 0;

    beforeAll(async () => {
      acknowledged = await idsInLog();
      disk.fill();
      await untilMeasured();
    });

    it('throws DISK_FULL for whatever it would have to write down', async () => {
      expect(disk.freeBytes).toBe(0);
      const device = await joinedDevice(federation);
      expect(await failureOf(enrolAnybody(device))).toBe('RefusedError DISK_FULL');
      let refusal: unknown;
      // Room that its files have already may still take some.
      while (codes < 5000 && refusal === undefined) {
        refusal = await node.post('/admin/v1/admission-codes').then(
          () => {
            codes += 1;
          },
          (error: unknown) => error,
        );
      }
      expect(refusal).toBeInstanceOf(ConsoleRefusal);
      expect(refusal).toMatchObject({ status: 507, code: 'DISK_FULL' });
    }, 60_000);

    it('still answers what it can answer without writing', async () => {
      const { outcomes } = await checkUp(before.device);
      // Whoever listens could ask again what was not written down as answered.
      expect(outcomes.find(({ index }) => index === FULL)).toMatchObject({ outcome: 'refused', code: 'DISK_FULL' });
      const { guardians } = await claimStatus(claim.device, claim.claimId);
      expect(guardians.find(({ index }) => index === FULL)).toEqual({ index: FULL, outcome: 'ok' });
      await node.get('/health/ready');
      expect(await idsInLog()).toEqual(expect.arrayContaining(acknowledged));
    }, 30_000);

    it('starts when it is killed, has everything, and says that it does not act', async () => {
      await node.kill9();
      await node.start();
      await expect(node.get('/health/ready')).rejects.toMatchObject({ status: 503 });
      expect((await idsInLog()).slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(await queryNode(node, 'SELECT COUNT(*) AS made FROM admission_codes')).toEqual([{ made: codes }]);
      expect(disk.freeBytes).toBeLessThan(MEGABYTE);
      expect(node.readLog()).not.toContain('"msg":"request failed"');
    }, 60_000);
  });

  describe('and there is room again', () => {
    beforeAll(async () => {
      disk.clear();
      await node.untilReady();
    }, 30_000);

    it('takes work again, without being started again', async () => {
      expect(await holdingOf(before.device)).toBe('healthy');
      const { holders } = await enrolAnybody(await joinedDevice(federation));
      expect(holders).toEqual([1, FULL, 3, 4, 5]);
      expect(await approve(federation, FULL, other.claimId, otherIdentity)).toMatchObject({ approvals: 1 });
    }, 30_000);

    it('is given what it refused', async () => {
      await untilKnown(federation, waiting, [FULL]);
      await waitFor('the parcel to be delivered', async () => (await holdingOf(during)) === 'healthy', 60_000);
    }, 90_000);
  });
});
