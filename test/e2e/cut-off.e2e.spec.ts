import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkUp,
  enrol,
  joinAndEnrol,
  readState,
  recover,
  resumeEnrolment,
  rotate,
  type ClientContext,
  type EnrolmentResult,
} from '@wardkeep/client';
import { SecretBytes, utf8 } from '@wardkeep/crypto';
import '@wardkeep/testing';
import { claimAs, newIdentity, textOf, type TestClaim } from './claims/index.js';
import { DyingDevice, isDeath, type Death } from './enrolling/index.js';
import { RunningFederation } from './harness/index.js';

const memorable = 'the blue boat at Arosa';
/** More than any of the operations takes. */
const MANY = 60;
const nameOf = (death: Death): string => String(death).replaceAll('/', '-');
const PATIENCE = { timeoutMs: 20_000, retries: 0, backoffMs: 100, hedgeAfterMs: 5000 };

describe('when a device dies at each single step of an enrolment', () => {
  const identity = newIdentity();
  let federation: RunningFederation;
  let claim: TestClaim;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3 });
    claim = await claimAs(federation, identity, { approvedBy: [1, 2] });
  }, 300_000);
  afterAll(() => federation?.close(), 30_000);

  const secretOf = (text: string) => ({ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(text)) });
  const contextOf = ({ store, transport }: DyingDevice): ClientContext =>
    federation.device({ store, transport, patience: PATIENCE });
  /** Lets a device work until it dies; gives what came of it, or null when it died. */
  const livesThrough = async (
    device: DyingDevice,
    work: (context: ClientContext) => Promise<EnrolmentResult>,
  ): Promise<EnrolmentResult | null> => {
    try {
      const result = await work(contextOf(device));
      if (!device.isDead) return result;
    } catch (error) {
      if (!device.isDead || !isDeath(error)) throw error;
    } finally {
      await device.buried();
    }
    return null;
  };
  /**
   * One life for each step, until one is lived to its end. Requests race each other: a step that had another place in each
   * of these lives gets a life of its own.
   */
  const dieEverywhere = async (
    wanted: readonly string[],
    live: (death: Death) => Promise<string | null>,
  ): Promise<readonly string[]> => {
    const died: string[] = [];
    for (let step = 1; ; step++) {
      if (step === MANY) throw new Error('device never lived through its enrolment');
      const at = await live(step);
      if (at === null) break;
      died.push(at);
    }
    for (const step of wanted.filter((name) => !died.includes(name))) died.push((await live(step)) ?? `not ${step}`);
    expect(died).toEqual(expect.arrayContaining([...wanted]));
    return died;
  };
  const recovered = async (manifestId: string): Promise<string> => {
    const { secrets } = await recover(claim.device, { memorable, backup: manifestId, afterwards: 'nothing' });
    return textOf(secrets);
  };

  it('goes on with a first enrolment from whatever is on its disk', async () => {
    const other = newIdentity();
    const wanted = [
      '/v1/federation',
      '/v1/federation/currency',
      '/v1/enrolments/stage',
      '/v1/enrolments/commit',
      'save',
    ];
    await dieEverywhere(wanted, async (death) => {
      const folder = federation.world.path(`first-${nameOf(death)}`);
      const device = await DyingDevice.start(folder, death);
      const first = await livesThrough(device, (context) =>
        joinAndEnrol(context, federation.plainInvite(), secretOf('first'), other, memorable),
      );
      if (first !== null) return null;
      const again = await DyingDevice.start(folder);
      const context = contextOf(again);
      const { federations, backups, enrolments } = await readState(context);
      if (enrolments.length > 0) await resumeEnrolment(context);
      else if (federations.length === 0) {
        await joinAndEnrol(context, federation.plainInvite(), secretOf('first'), other, memorable);
      } else if (backups.length === 0)
        await enrol(context, { identity: other, memorable, secrets: [secretOf('first')] });
      const { backups: health } = await checkUp(context);
      expect([death, health]).toMatchObject([death, [{ backupVersion: 1, healthy: 3 }]]);
      expect((await readState(context)).enrolments).toEqual([]);
      await again.buried();
      return device.steps.at(-1) ?? '';
    });
  }, 300_000);

  it('keeps the older version recoverable all along, and ends with the newer', async () => {
    const wanted = ['/v1/enrolments/stage', '/v1/enrolments/commit', 'save'];
    const died = await dieEverywhere(wanted, async (death) => {
      const folder = federation.world.path(`next-${nameOf(death)}`);
      const begun = await DyingDevice.start(folder);
      const [old, fresh] = [`older ${String(death)}`, `newer ${String(death)}`];
      const older = await livesThrough(begun, (context) =>
        joinAndEnrol(context, federation.plainInvite(), secretOf(old), identity, memorable),
      );
      if (older === null) throw new Error('nothing is enrolled');
      const request = { backupId: older.backupId, identity, memorable, secrets: [secretOf(fresh)] };
      const device = await DyingDevice.start(folder, death);
      const newer = await livesThrough(device, (context) => rotate(context, request));
      if (newer !== null) return null;
      expect(await recovered(older.manifestId)).toBe(old);
      const again = await DyingDevice.start(folder);
      const context = contextOf(again);
      const { enrolments, backups } = await readState(context);
      if (enrolments.length > 0) await resumeEnrolment(context);
      else if (backups[0]?.backupVersion === 1) await rotate(context, request);
      const { backups: health } = await checkUp(context);
      expect([death, health]).toMatchObject([death, [{ backupVersion: 2, healthy: 3 }]]);
      await again.buried();
      expect(await recovered(older.manifestId)).toBe(old);
      expect(await recovered(older.backupId)).toBe(fresh);
      return device.steps.at(-1) ?? '';
    });
    expect(died.length).toBeGreaterThanOrEqual(6);
  }, 300_000);
});
