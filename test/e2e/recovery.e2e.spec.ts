import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkUp,
  claimStatus,
  deleteBackup,
  readState,
  recover,
  resumeEnrolment,
  rotate,
  veto,
  WrongMemorableError,
  type ClientContext,
} from '@wardkeep/client';
import { SecretBytes, utf8 } from '@wardkeep/crypto';
import { parseEnvelopeOf } from '@wardkeep/protocol';
import '@wardkeep/testing';
import {
  approve,
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  joinedDevice,
  newIdentity,
  textOf,
  untilReleasable,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

const identity = { surname: 'Löwe', givenNames: 'Ada Maria', dateOfBirth: '1984-02-29' };

describe('when somebody loses their phone while two guardians are down', () => {
  let federation: RunningFederation;
  let person: Person;
  let phone: ClientContext;
  let claim: TestClaim;
  let laptop: ClientContext;

  beforeAll(async () => {
    federation = await RunningFederation.found({ policies: { recoveryDelaySeconds: 1 } });
    person = await enrolPerson(federation, { identity });
    phone = person.device;
    await federation.killAll([1, 4]);
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  it('opens a claim that every guardian sees with the same words', async () => {
    laptop = await joinedDevice(federation);
    claim = await claimAs(federation, identity, { device: laptop, contact: 'at the harbour' });
    for (const index of [2, 3, 5]) {
      const { words, identity: shown } = await caseOn(federation, index, claim.claimId);
      expect(words).toEqual(claim.words);
      expect(shown).toMatchObject({ display: 'LOEWE, ADA MARIA, 1984-02-29', contact: 'at the harbour' });
    }
    expect(await failureOf(recover(laptop, person))).toBe('NotApprovedError NOT_APPROVED');
  });

  it('counts wrong guesses on every node and says how many are left', async () => {
    for (const index of [2, 3, 5]) await approve(federation, index, claim.claimId, identity);
    expect(await failureOf(recover(laptop, person))).toBe('NotApprovedError NOT_APPROVED');
    await untilReleasable(claim);
    await expect(recover(laptop, { memorable: 'the red boat' })).rejects.toEqual(new WrongMemorableError(9));
    await expect(recover(laptop, { memorable: 'the green boat' })).rejects.toEqual(new WrongMemorableError(8));
    // The device remembers that this guess was wrong, and does not spend another on it.
    await expect(recover(laptop, { memorable: 'the red boat' })).rejects.toThrowCode('WRONG_MEMORABLE');
    for (const index of [2, 3, 5]) {
      const { backups } = await caseOn(federation, index, claim.claimId);
      expect(backups).toMatchObject([{ guesses: { spent: 2, limit: 10, left: 8 } }]);
    }
    expect((await claimStatus(laptop)).backups).toMatchObject([{ guessesLeft: 8, status: 'releasable' }]);
  });

  it('gives the seed back byte for byte, and makes the laptop the owner', async () => {
    const recovered = await recover(laptop, { memorable: `  ${person.memorable.toUpperCase()} ` });
    expect(textOf(recovered.secrets)).toBe(person.seed);
    expect(recovered).toMatchObject({ backupVersion: 1, culprits: [] });
    // New shards need four receipts, which three guardians cannot give: the rest waits for one more.
    expect(recovered.ownership).toMatchObject({ status: 'installed', error: { code: 'TOO_FEW_GUARDIANS' } });
    const [before] = (await readState(phone)).backups;
    const [after] = (await readState(laptop)).backups;
    expect(after?.ownerKey).toBe(recovered.ownership.installed?.ownerKey);
    expect(after?.ownerKey).not.toBe(before?.ownerKey);
  }, 30_000);

  it('leaves the phone without any rights over the backup', async () => {
    const { backupId } = person;
    const secrets = [{ label: 'other', kind: 'bip39', bytes: SecretBytes.from(utf8('of the thief')) }];
    expect(await failureOf(rotate(phone, { backupId, identity, memorable: 'mine now', secrets }))).toMatch(
      /OWNER_KEY_REPLACED|TOO_FEW_GUARDIANS/,
    );
    expect(await failureOf(deleteBackup(phone, backupId))).toBe('RefusedError OWNER_KEY_REPLACED');
    const next = await claimAs(federation, identity, { approvedBy: [2, 3, 5] });
    expect(await failureOf(veto(phone, { claimId: next.claimId, backupId }))).toBe('RefusedError WRONG_SIGNER');
    expect((await checkUp(phone)).backups).toMatchObject([{ healthy: 0, isRecoverable: false }]);
    expect((await checkUp(laptop)).backups).toMatchObject([{ healthy: 3, isRecoverable: true }]);
  }, 30_000);

  it('rotates to new keys and shards everywhere as soon as one more guardian is up', async () => {
    await federation.startAll([4]);
    const [before] = (await readState(laptop)).backups;
    expect(await resumeEnrolment(laptop, undefined, { minReceipts: 4 })).toMatchObject({
      backupId: person.backupId,
      backupVersion: 2,
      holders: [2, 3, 4, 5],
      missing: [1],
    });
    const [after] = (await readState(laptop)).backups;
    expect(after?.epochPart).not.toBe(before?.epochPart);
    await federation.startAll([1]);
    await waitFor('the last guardian to get its parts', async () => {
      return (await checkUp(laptop)).backups[0]?.healthy === 5;
    });
    const pathOf = (manifest?: string) => parseEnvelopeOf(manifest ?? '', 'manifest').body.header.paths.recovery;
    const [old, fresh] = [pathOf(before?.manifest), pathOf(after?.manifest)];
    for (const field of ['salt', 'oprfKey', 'releaseKey', 'claimKey'] as const) {
      expect(fresh?.[field]).toBeDefined();
      expect(fresh?.[field]).not.toBe(old?.[field]);
    }
  }, 60_000);

  it('recovers the new version with the guardians that were down, and rotates it with one missing', async () => {
    await federation.killAll([2, 3]);
    const again = await claimAs(federation, identity, { approvedBy: [1, 4, 5] });
    await untilReleasable(again);
    const { secrets, backupVersion } = await recover(again.device, { memorable: person.memorable });
    expect(textOf(secrets)).toBe(person.seed);
    expect(backupVersion).toBe(2);
    await federation.startAll([2]);
    // The third was sealed while too few were up, and nobody committed it.
    const { ownership } = await recover(again.device, { memorable: person.memorable });
    expect(ownership).toMatchObject({
      status: 'rotated',
      rotation: { backupVersion: 4, holders: [1, 2, 4, 5], missing: [3] },
    });
    await federation.startAll([3]);
  }, 60_000);

  it('throws TOO_FEW_GUARDIANS with fewer than t up, and goes on when one is back', async () => {
    const other = await enrolPerson(federation, { identity: newIdentity() });
    const waiting = await claimAs(federation, other.identity, { approvedBy: [1, 2, 3] });
    await untilReleasable(waiting);
    await federation.killAll([3, 4, 5]);
    const failure = recover(waiting.device, other);
    await expect(failure).rejects.toMatchObject({
      name: 'TooFewGuardiansError',
      code: 'TOO_FEW_GUARDIANS',
      needed: 3,
      got: 2,
    });
    await federation.startAll([5]);
    const { secrets } = await recover(waiting.device, other);
    expect(textOf(secrets)).toBe(other.seed);
  }, 60_000);
});
