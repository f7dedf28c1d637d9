import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimStatus, recover, WrongMemorableError } from '@wardkeep/client';
import { fileStore } from '@wardkeep/client/node';
import '@wardkeep/testing';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  caseOn,
  claimAs,
  enrolPerson,
  failureOf,
  joinedDevice,
  RawClaimant,
  untilApproved,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';
import { wardkeep } from './wardkeep.js';

const ALL = [1, 2, 3];

describe('when all guesses are used up', () => {
  let federation: RunningFederation;
  let person: Person;
  let claim: TestClaim;
  let folder: string;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3 });
    person = await enrolPerson(federation);
    folder = federation.world.path('claimant');
    const store = await fileStore(folder);
    const device = await joinedDevice(federation, { store });
    claim = await claimAs(federation, person.identity, { device, approvedBy: [1, 2] });
    await untilApproved(federation, claim, ALL, 2);
    await store.release();
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  const recoverByCommand = (memorable: string, out: string) => {
    const file = federation.world.path('memorable');
    writeFileSync(file, memorable);
    const to = federation.world.path(out);
    return wardkeep(['claim', 'recover', '--state', folder, '--memorable-file', file, '--out', to]);
  };
  const unlock = (index: number, limit: number) =>
    federation.at(index).post(`/admin/v1/cases/${claim.claimId}/unlock`, { manifestId: person.manifestId, limit });

  it('counts down to none, and throws PATH_LOCKED', async () => {
    for (let left = 9; left >= 1; left--) {
      const guess = recover(claim.device, { memorable: `wrong ${String(left)}` });
      await expect(guess).rejects.toEqual(new WrongMemorableError(left));
    }
    const last = await recoverByCommand('wrong 0', 'none');
    expect(last).toMatchObject({ code: 3, json: { code: 'WRONG_MEMORABLE', guessesLeft: 0 } });
    await expect(recover(claim.device, person)).rejects.toMatchObject({ code: 'PATH_LOCKED', limit: 10 });
    expect(await recoverByCommand(person.memorable, 'none')).toMatchObject({
      code: 5,
      json: { code: 'PATH_LOCKED' },
    });
  }, 60_000);

  it('stays locked for another claim, and for whoever asks the nodes directly', async () => {
    const other = await claimAs(federation, person.identity, { approvedBy: [2, 3] });
    await untilApproved(federation, other, ALL, 2);
    expect(await failureOf(recover(other.device, person))).toBe('PathLockedError PATH_LOCKED');
    const raw = await RawClaimant.of(other.device);
    const { alpha } = RawClaimant.guess();
    for (const index of ALL) {
      const eleventh = raw.ticket(index, raw.attempt(person.manifestId, 11, alpha));
      await expect(eleventh).rejects.toMatchObject({
        code: 'PATH_LOCKED',
        status: 423,
        extras: { limit: 10, guessesLeft: 0 },
      });
      expect(await failureOf(raw.ticket(index, raw.attempt(person.manifestId, 1, alpha)))).toBe(
        'RefusedError ATTEMPT_TAKEN',
      );
    }
  }, 30_000);

  it('is not unlocked by q − 1 guardians, nor by one of them twice, nor beyond 30', async () => {
    await expect(unlock(1, 31)).rejects.toMatchObject({ status: 400 });
    expect(await unlock(1, 12)).toMatchObject({ limit: 10 });
    expect(await unlock(1, 13)).toMatchObject({ limit: 10 });
    const liar = await federation.corrupt(1);
    const raw = await RawClaimant.of(claim.device);
    const signed = liar.sign(raw.federation.config, 'unlock', {
      manifestId: person.manifestId,
      path: 'recovery',
      limit: 30,
    });
    for (const index of [2, 3]) expect(await raw.carry(index, signed)).toEqual(['ok']);
    expect(await failureOf(recover(claim.device, person))).toBe('PathLockedError PATH_LOCKED');
  });

  it('is unlocked by q guardians to the limit that they agree on, and the seed comes back', async () => {
    expect(await unlock(2, 12)).toMatchObject({ limit: 12 });
    await waitFor('all to know the new limit', async () => {
      const cases = await Promise.all(ALL.map((index) => caseOn(federation, index, claim.claimId)));
      return cases.every(({ backups }) => backups[0].guesses.limit === 12);
    });
    await expect(recover(claim.device, { memorable: 'still wrong' })).rejects.toEqual(new WrongMemorableError(1));
    const done = await recoverByCommand(person.memorable, 'seed');
    expect(done).toMatchObject({ code: 0, json: { ownership: 'rotated' } });
    expect(await readFile(federation.world.path('seed'), 'utf8')).toBe(person.seed);
    expect((await claimStatus(claim.device)).status).toBe('released');
  }, 60_000);
});
