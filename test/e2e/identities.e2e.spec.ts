import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimStatus, enrol, openClaim, recover, rotate, WrongMemorableError } from '@wardkeep/client';
import { decodeBase64url, SecretBytes, utf8 } from '@wardkeep/crypto';
import { lookupId, normalizeIdentity, parseMrzName, type IdentityInput } from '@wardkeep/protocol';
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
  untilKnown,
  untilReleasable,
  type Person,
  type TestClaim,
} from './claims/index.js';
import { RunningFederation, waitFor } from './harness/index.js';

interface Pair extends Pick<IdentityInput, 'surname' | 'givenNames' | 'cyrillicLanguage'> {
  readonly note: string;
  readonly mrz: string;
}

const { pairs } = JSON.parse(readFileSync(new URL('../vectors/icao9303/mrz-pairs.json', import.meta.url), 'utf8')) as {
  pairs: Pair[];
};
const LANGUAGES = ['Danish', 'Polish', 'Vietnamese', 'Ukrainian', 'Arabic script'];
const BORN = '1979-11-30';

describe('when people write names in their own ways', () => {
  let federation: RunningFederation;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3 });
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  /** A claim whose identity the guardians read from papers that spell it otherwise. */
  const claimWithPapers = async (claimed: IdentityInput, onPapers: IdentityInput): Promise<TestClaim> => {
    const claim = await claimAs(federation, claimed);
    await untilKnown(federation, claim.claimId, [1, 2]);
    for (const index of [1, 2]) await approve(federation, index, claim.claimId, onPapers);
    return claim;
  };

  it.each(LANGUAGES)(
    'gives %s names back to who claims with the machine-readable zone',
    async (language) => {
      const pair = pairs.find(({ note }) => note === language);
      if (pair === undefined) throw new Error(`no pair for ${language}`);
      const { mrz, surname: shown, givenNames: shownGiven, cyrillicLanguage } = pair;
      const visual = { surname: shown, givenNames: shownGiven, dateOfBirth: BORN, cyrillicLanguage };
      const { surname, givenNames } = parseMrzName(mrz);
      const machine = { surname, givenNames, dateOfBirth: BORN };
      expect([surname, givenNames]).not.toEqual([shown, shownGiven]);
      const person = await enrolPerson(federation, { identity: visual });
      const claim = await claimWithPapers(machine, visual);
      await untilReleasable(claim);
      expect((await claimStatus(claim.device)).backups).toMatchObject([{ backupId: person.backupId }]);
    },
    30_000,
  );

  it('takes other case, order, spaces, hyphens and accents for the same person, and gives the seed back', async () => {
    const identity = { surname: 'Groß-Ångström', givenNames: 'Zoë Marie', dateOfBirth: BORN };
    const person = await enrolPerson(federation, { identity });
    const spellings: readonly IdentityInput[] = [
      { surname: 'GROSS AANGSTROEM', givenNames: 'ZOE MARIE', dateOfBirth: BORN },
      { surname: '  zoë   MARIE ', givenNames: 'ångström-gross', dateOfBirth: BORN },
      { surname: '', givenNames: 'Marie Zoe\u0308 A\u030Angstro\u0308m Groß', dateOfBirth: BORN },
    ];
    for (const spelling of spellings) {
      const claim = await claimWithPapers(spelling, identity);
      await untilReleasable(claim);
      const { secrets } = await recover(claim.device, { ...person, afterwards: 'nothing' });
      expect(textOf(secrets)).toBe(person.seed);
    }
  }, 60_000);

  it('never takes one person for another', async () => {
    const mine = { surname: 'Keller', givenNames: 'Ada Maria', dateOfBirth: BORN };
    await enrolPerson(federation, { identity: mine });
    const others: readonly IdentityInput[] = [
      { ...mine, givenNames: 'Ada Marta' },
      { ...mine, givenNames: 'Ada' },
      { ...mine, dateOfBirth: '1979-11-03' },
    ];
    const impostor = await claimAs(federation, mine);
    for (const papers of others) {
      // Somebody else's papers do not approve the claim, whatever it says.
      await expect(approve(federation, 1, impostor.claimId, papers)).rejects.toMatchObject({
        status: 422,
        code: 'IDENTITY_MISMATCH',
      });
      // One's own papers lead to no backup of another.
      const stranger = await claimWithPapers(papers, papers);
      await waitFor('the delay to be over', async () => {
        const failure = await failureOf(recover(stranger.device, { memorable: 'the blue boat at Arosa' }));
        expect(['NotApprovedError NOT_APPROVED', 'InputError BACKUP_NOT_FOUND']).toContain(failure);
        return failure === 'InputError BACKUP_NOT_FOUND';
      });
      const { approvals, backups } = await claimStatus(stranger.device);
      expect([approvals, backups]).toEqual([[1, 2], []]);
    }
    expect(await caseOn(federation, 1, impostor.claimId)).toMatchObject({ approvals: 0, votes: [] });
  }, 60_000);

  it('refuses a script without a table with advice, wherever it is typed', async () => {
    const identity = { surname: '山田', givenNames: '太郎', dateOfBirth: BORN };
    const device = await joinedDevice(federation);
    const advice = /type the latin line of the passport/i;
    const secrets = [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8('seed')) }];
    const enrolling = enrol(device, { identity, memorable: 'the blue boat at Arosa', secrets });
    await expect(enrolling).rejects.toMatchObject({
      code: 'SCRIPT_NOT_SUPPORTED',
      message: expect.stringMatching(advice),
    });
    const opening = openClaim(device, { identity });
    await expect(opening).rejects.toMatchObject({
      code: 'SCRIPT_NOT_SUPPORTED',
      message: expect.stringMatching(advice),
    });
    const latin = { surname: 'Yamada', givenNames: 'Taro', dateOfBirth: BORN };
    const claim = await claimAs(federation, latin);
    await expect(approve(federation, 1, claim.claimId, identity)).rejects.toMatchObject({
      status: 422,
      code: 'SCRIPT_NOT_SUPPORTED',
      problem: { detail: expect.stringMatching(advice) },
    });
    await approve(federation, 1, claim.claimId, latin);
  }, 30_000);

  it('keeps two people of one name and birth date apart by what each of them remembers', async () => {
    const identity = { surname: 'Müller', givenNames: 'Hans', dateOfBirth: BORN };
    const one = await enrolPerson(federation, { identity, memorable: 'what the one remembers', seed: 'of the one' });
    const other = await enrolPerson(federation, {
      identity,
      memorable: 'what the other remembers',
      seed: 'of the other',
    });
    for (const [person, others] of [
      [one, other],
      [other, one],
    ] as const) {
      const claim = await claimAs(federation, identity, { approvedBy: [1, 2] });
      await untilReleasable(claim);
      const { backups } = await claimStatus(claim.device);
      expect(backups.map(({ backupId }) => backupId)).toEqual(expect.arrayContaining([one.backupId, other.backupId]));
      const wrong = recover(claim.device, { memorable: person.memorable, backup: others.backupId });
      expect(await failureOf(wrong)).toBe('WrongMemorableError WRONG_MEMORABLE');
      const { memorable, backupId: backup } = person;
      const { secrets } = await recover(claim.device, { memorable, backup, afterwards: 'nothing' });
      expect(textOf(secrets)).toBe(person.seed);
    }
  }, 60_000);
});

describe("when others plant backups under a victim's name", () => {
  const identity = newIdentity();
  let federation: RunningFederation;
  let victim: Person;

  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3 });
    victim = await enrolPerson(federation, { identity });
  }, 120_000);
  afterAll(() => federation?.close(), 30_000);

  it('lets only so many be planted, and the victim still rotates', async () => {
    const thief = await joinedDevice(federation);
    const { canonical } = normalizeIdentity(identity, Date.now());
    const planted = await lookupId(canonical, decodeBase64url(federation.proposal.federationId));
    const secrets = [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8('seed of the thief')) }];
    const plant = () => enrol(thief, { identity: planted, memorable: 'of the thief', secrets });
    for (let count = 1; count < 32; count++) await plant();
    expect(await failureOf(plant())).toBe('RefusedError BACKUPS_TOO_MANY');
    const { memorable, backupId } = victim;
    const own = [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8('the second seed')) }];
    expect(await rotate(victim.device, { identity, memorable, backupId, secrets: own })).toMatchObject({
      backupVersion: 2,
      isUnderHeld: false,
    });
  }, 90_000);

  it('gives the victim their own backup, whose guesses nobody has touched', async () => {
    const claim = await claimAs(federation, identity, { approvedBy: [1, 2] });
    await untilReleasable(claim);
    const { backups } = await claimStatus(claim.device);
    const mine = backups.filter(({ backupId }) => backupId === victim.backupId);
    expect(mine.map(({ backupVersion }) => backupVersion)).toEqual([2, 1]);
    expect(backups.length).toBeGreaterThan(30);
    const newestPlanted = backups.find(({ backupId }) => backupId !== victim.backupId);
    const { memorable } = victim;
    const wrong = recover(claim.device, { memorable, backup: newestPlanted?.manifestId ?? '' });
    await expect(wrong).rejects.toEqual(new WrongMemorableError(9));
    const recovered = await recover(claim.device, { memorable, backup: mine[0]?.manifestId ?? '' });
    expect(textOf(recovered.secrets)).toBe('the second seed');
    expect(recovered).toMatchObject({ backupVersion: 2, ownership: { status: 'rotated' } });
    const after = (await claimStatus(claim.device)).backups.find(
      ({ manifestId }) => manifestId === mine[1]?.manifestId,
    );
    expect(after?.guessesLeft).toBe(10);
  }, 60_000);
});
