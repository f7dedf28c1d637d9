import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { RunningFederation } from './harness/index.js';
import { wardkeep, wardkeepForPeople, type CommandResult } from './wardkeep.js';

jest.setTimeout(120_000);

const SEED = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
let federation: RunningFederation;
let invite = '';
const file = (name: string): string => federation.world.path('anna', name);
const state = (name: string): string[] => ['--state', federation.world.path('anna', name)];
const dir = (index: number): string[] => ['--dir', federation.at(index).folder];
const identity = ['--identity-file', ''];
const MET = ['--method', 'in-person', '--document', 'passport'];

beforeAll(async () => {
  federation = await RunningFederation.found({
    guardians: 3,
    policies: { openEnrolment: false, recoveryDelaySeconds: 4 },
  });
  mkdirSync(federation.world.path('anna'));
  writeFileSync(file('seed'), SEED);
  writeFileSync(file('right'), 'The boat  we called Margit\n');
  writeFileSync(file('letter.pdf'), '%PDF-1.7 a letter');
  writeFileSync(file('photo.png'), Buffer.from('89504e470d0a1a0a00ff', 'hex'));
  writeFileSync(file('wrong'), 'the boat we called Marlene\n');
  writeFileSync(
    file('passport'),
    JSON.stringify({ surname: 'Österlund', givenNames: 'Åsa', dateOfBirth: '1974-08-12' }),
  );
  writeFileSync(file('mrz'), JSON.stringify({ surname: 'OESTERLUND', givenNames: 'AASA', dateOfBirth: '1974-08-12' }));
  writeFileSync(file('other'), JSON.stringify({ surname: 'Österlund', givenNames: 'Ida', dateOfBirth: '1974-08-12' }));
  identity[1] = file('passport');
  ({ code: invite } = await federation.createInvite());
});
afterAll(() => federation?.close());

const enrol = (name: string, ...more: string[]): Promise<CommandResult> =>
  wardkeep([
    'enrol',
    ...state(name),
    ...identity,
    '--secret-file',
    file('seed'),
    '--memorable-file',
    file('right'),
    ...more,
  ]);
const recover = (name: string, memorable: string, out: string, ...more: string[]): Promise<CommandResult> =>
  wardkeep(['claim', 'recover', ...state(name), '--memorable-file', file(memorable), '--out', file(out), ...more]);

describe('when an owner enrols', () => {
  it('ends with 1 and NOT_JOINED before joining', async () => {
    expect(await enrol('phone')).toMatchObject({ code: 1, json: { ok: false, code: 'NOT_JOINED' } });
  });

  it.each([
    ['INVITE_TRUNCATED', (code: string) => code.slice(0, -40)],
    ['INVITE_ALTERED', (code: string) => `${code.slice(0, 60)}${code[60] === 'q' ? 'p' : 'q'}${code.slice(61)}`],
    ['INVITE_PREFIX', () => 'hello'],
  ])('ends with 7 and %s for such an invite', async (code, change) => {
    const joined = await wardkeep(['join', change(invite), ...state('phone')]);
    expect(joined).toMatchObject({ code: 7, json: { ok: false, code } });
  });

  it('joins, and shows the words that the guardians know', async () => {
    const joined = await wardkeep(['join', invite, ...state('phone')]);
    expect(joined).toMatchObject({ code: 0, json: { ok: true, epoch: 1 } });
    const shown = await wardkeep(['federation', 'fingerprint', ...dir(2)]);
    expect(joined.json.fingerprint).toEqual(shown.json.fingerprint);
  });

  it('ends with 2 for files that are missing, wrong, or both on standard input', async () => {
    const files = ['--secret-file', file('seed'), '--memorable-file', file('right')];
    const run = (...args: string[]): Promise<CommandResult> => wardkeep(['enrol', ...state('phone'), ...args], '{}');
    expect(await run(...identity, '--memorable-file', file('right'))).toMatchObject({
      code: 2,
      json: { code: 'USAGE' },
    });
    expect(await run('--identity-file', file('none'), ...files)).toMatchObject({
      code: 2,
      json: { code: 'FILE_UNREADABLE' },
    });
    expect(await run('--identity-file', '-', ...files)).toMatchObject({ code: 2, json: { code: 'FILE_INVALID' } });
    expect(await run('--identity-file', '-', '--secret-file', '-', '--memorable-file', file('right'))).toMatchObject({
      code: 2,
      json: { code: 'USAGE' },
    });
  });

  it('ends with 7 and SCRIPT_NOT_SUPPORTED, with advice, for a script without a table', async () => {
    writeFileSync(file('script'), JSON.stringify({ surname: '王', givenNames: '小明', dateOfBirth: '1974-08-12' }));
    const args = ['enrol', ...state('phone'), '--identity-file', file('script'), '--secret-file', file('seed')];
    const refused = await wardkeepForPeople([...args, '--memorable-file', file('right')]);
    expect(refused.code).toBe(7);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('Latin line of the passport');
  });

  it('ends with 6 and says which guardian is missing, then resumes', async () => {
    await federation.killAll([3]);
    const cut = await enrol('phone');
    expect(cut).toMatchObject({ code: 6, json: { ok: false, code: 'TOO_FEW_GUARDIANS', needed: 3, got: 2 } });
    expect(cut.json.guardians).toContainEqual({ index: 3, outcome: 'unreachable', code: 'GUARDIAN_UNREACHABLE' });
    await federation.startAll([3]);
    const resumed = await wardkeep(['enrol', '--resume', ...state('phone')]);
    expect(resumed).toMatchObject({ code: 0, json: { ok: true, receipts: 3, underHeld: false, backupVersion: 1 } });
  });

  it('keeps its folder to itself', () => {
    for (const name of readdirSync(file('phone'))) expect(statSync(file(`phone/${name}`)).mode & 0o077).toBe(0);
  });

  it('has every guardian prove that it holds its part', async () => {
    const { code, json } = await wardkeep(['check-up', ...state('phone')]);
    expect(code).toBe(0);
    expect(json.backups).toMatchObject([{ label: 'seed', healthy: 3, underHeld: false, recoverable: true }]);
    expect(json.claims).toEqual([]);
  });

  it('ends with 7 and INVITE_USED_UP for a second owner with the same invite', async () => {
    expect(await wardkeep(['join', invite, ...state('second')])).toMatchObject({ code: 0 });
    expect(await enrol('second')).toMatchObject({ code: 7, json: { ok: false, code: 'INVITE_USED_UP' } });
  });
});

describe('when the device is lost', () => {
  let words = '';
  let url = '';

  it('ends with 1 and NOT_CLAIMED before a claim is open', async () => {
    expect(await wardkeep(['claim', 'status', ...state('laptop')])).toMatchObject({
      code: 1,
      json: { code: 'NOT_CLAIMED' },
    });
  });

  it('asks for the words of the federation when nothing but a URL is known', async () => {
    url = federation.at(2).url;
    const open = ['claim', 'open', url, ...state('laptop'), '--identity-file', file('mrz'), '--contact', 'call me'];
    expect(await wardkeep(open)).toMatchObject({ code: 2, json: { ok: false, code: 'USAGE' } });
    const { fingerprint } = federation.proposal;
    const wrong = [...fingerprint].reverse().join(' ');
    expect(await wardkeep([...open, '--fingerprint', wrong])).toMatchObject({
      code: 7,
      json: { ok: false, code: 'FINGERPRINT_DIFFERS' },
    });
    const documents = ['--evidence', file('letter.pdf'), file('photo.png')];
    const opened = await wardkeep([...open, '--fingerprint', fingerprint.join(' '), ...documents]);
    expect(opened).toMatchObject({ code: 0, json: { ok: true, approvalsNeeded: 2 } });
    words = opened.json.words.join(' ');
    expect((await wardkeepForPeople(['claim', 'status', '--words', ...state('laptop')])).stdout).toBe(`${words}\n`);
  });

  it('ends with 4 while approvals are missing', async () => {
    expect(await recover('laptop', 'right', 'out')).toMatchObject({
      code: 4,
      json: { ok: false, code: 'NOT_APPROVED', standing: { approvals: 0, approvalsNeeded: 2 } },
    });
  });

  it('ends with 1 and INTERRUPTED when the person does not want to wait', async () => {
    const waiting = await wardkeep(['claim', 'status', '--wait', ...state('laptop')], '', 3000);
    expect(waiting).toMatchObject({ code: 1, json: { ok: false, code: 'INTERRUPTED' } });
  });

  it('ends with 2 and FILE_INVALID for a document that is none', async () => {
    const open = ['claim', 'open', invite, ...state('nobody'), ...identity, '--evidence', file('seed')];
    expect(await wardkeep(open)).toMatchObject({ code: 2, json: { code: 'FILE_INVALID' } });
  });

  it('gives each guardian the documents, into files that nobody else reads', async () => {
    const out = file('documents');
    const saved = await wardkeep(['case', 'evidence', words, ...dir(3), '--out', out]);
    const files = [`${out}/evidence-1.pdf`, `${out}/evidence-2.png`];
    expect(saved).toMatchObject({ code: 0, json: { ok: true, files, absent: 0 } });
    expect(readFileSync(files[0] ?? '')).toEqual(readFileSync(file('letter.pdf')));
    expect(readFileSync(files[1] ?? '')).toEqual(readFileSync(file('photo.png')));
    expect(files.map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o600]);
    const again = await wardkeep(['case', 'evidence', words, ...dir(3), '--out', out]);
    expect(again).toMatchObject({ code: 2, json: { code: 'FILE_EXISTS' } });
  });

  it('lets guardians make a code for somebody whom they have talked to', async () => {
    const made = await wardkeep(['case', 'admission-code', ...dir(1)]);
    expect(made).toMatchObject({ code: 0, json: { code: expect.stringMatching(/^[\w-]{16}$/) } });
    writeFileSync(file('code'), `${made.json.code}\n`);
    const open = ['claim', 'open', invite, ...state('friend'), '--identity-file', file('other')];
    expect(await wardkeep([...open, '--admission-code', file('code')])).toMatchObject({ code: 0, json: { ok: true } });
    const { entries } = await federation.at(1).get('/admin/v1/audit');
    expect(entries).toContainEqual(expect.objectContaining({ action: 'admission-code.create', who: 'console' }));
  });

  it('shows the case to guardians, who find it by its words', async () => {
    const { json } = await wardkeep(['case', 'list', ...dir(1)]);
    expect(json.cases).toContainEqual(
      expect.objectContaining({ status: 'open', words: words.split(' '), approvals: 0 }),
    );
    const shown = await wardkeepForPeople(['case', 'show', words, ...dir(1)]);
    expect(shown.stdout).toContain('OESTERLUND, AASA, 1974-08-12');
    expect(shown.stdout).toContain('Contact: call me');
    expect(await wardkeep(['case', 'show', 'six words that do not exist', ...dir(1)])).toMatchObject({ code: 2 });
  });

  it('ends with 7 and IDENTITY_MISMATCH when the papers are of somebody else', async () => {
    const approve = ['case', 'approve', words, ...dir(1), ...MET, '--identity-file', file('other')];
    expect(await wardkeep(approve)).toMatchObject({ code: 7, json: { ok: false, code: 'IDENTITY_MISMATCH' } });
  });

  it('is approved by two guardians, and ends with 4 until the delay is over', async () => {
    for (const index of [1, 2]) {
      const approved = await wardkeep(['case', 'approve', words, ...dir(index), ...MET, ...identity]);
      expect(approved).toMatchObject({ code: 0, json: { case: { ownDecision: 'approve' } } });
    }
    expect(await recover('laptop', 'right', 'out')).toMatchObject({ code: 4, json: { code: 'NOT_APPROVED' } });
    const waited = await wardkeep(['claim', 'status', '--wait', ...state('laptop')]);
    expect(waited).toMatchObject({ code: 0, json: { status: 'approved', releasable: true, approvals: [1, 2] } });
  });

  it('spends no guess when the file is there already', async () => {
    expect(await recover('laptop', 'wrong', 'seed')).toMatchObject({ code: 2, json: { code: 'FILE_EXISTS' } });
  });

  it('ends with 3 and the guesses left for wrong memorable information', async () => {
    const wrong = await recover('laptop', 'wrong', 'out');
    expect(wrong).toMatchObject({ code: 3, json: { ok: false, code: 'WRONG_MEMORABLE', guessesLeft: 9 } });
  });

  it('ends with 6 when too few guardians are up', async () => {
    await federation.killAll([1, 3]);
    expect(await recover('laptop', 'right', 'out')).toMatchObject({ code: 6, json: { code: 'TOO_FEW_GUARDIANS' } });
    await federation.startAll([1, 3]);
  });

  it('ends with 5 when the guesses are used up, and with 3 again when guardians allow more', async () => {
    expect(await recover('laptop', 'wrong', 'out')).toMatchObject({ code: 3, json: { guessesLeft: 9 } });
    for (let left = 8; left >= 0; left -= 1) {
      writeFileSync(file('guess'), `a boat with another name, number ${String(left)}`);
      expect(await recover('laptop', 'guess', 'out')).toMatchObject({ code: 3, json: { guessesLeft: left } });
    }
    expect(await recover('laptop', 'right', 'out')).toMatchObject({
      code: 5,
      json: { ok: false, code: 'PATH_LOCKED' },
    });
    for (const index of [1, 2]) {
      const unlocked = await wardkeep(['case', 'unlock', words, '--limit', '12', ...dir(index)]);
      expect(unlocked).toMatchObject({ code: 0, json: { ok: true } });
    }
    writeFileSync(file('guess'), 'one more boat');
    expect(await recover('laptop', 'guess', 'out')).toMatchObject({ code: 3, json: { guessesLeft: 1 } });
  });

  it('rebuilds the secret byte for byte, into a file that only its owner reads', async () => {
    const done = await recover('laptop', 'right', 'out');
    expect(done).toMatchObject({ code: 0, json: { ok: true, ownership: 'rotated', culprits: [] } });
    expect(done.json.secrets).toEqual([{ label: 'seed', kind: 'file', bytes: SEED.length, file: file('out') }]);
    expect(readFileSync(file('out'), 'utf8')).toBe(SEED);
    expect(statSync(file('out')).mode & 0o777).toBe(0o600);
  });

  it('leaves the old phone without rights, and makes the laptop the owner', async () => {
    const { json } = await wardkeep(['check-up', ...state('laptop')]);
    expect(json.backups).toMatchObject([{ backupVersion: 2, healthy: 3 }]);
    const old = [
      'rotate',
      ...state('phone'),
      ...identity,
      '--secret-file',
      file('seed'),
      '--memorable-file',
      file('right'),
    ];
    expect(await wardkeep(old)).toMatchObject({ code: 7, json: { ok: false } });
  });
});

describe('when a claim is not the owner’s', () => {
  let claimId = '';

  it('shows in the check-up, and is vetoed', async () => {
    const opened = await wardkeep(['claim', 'open', invite, ...identity, ...state('thief')]);
    expect(opened).toMatchObject({ code: 0 });
    ({ claimId } = opened.json);
    for (const index of [1, 2]) await wardkeep(['case', 'approve', claimId, ...dir(index), ...MET, ...identity]);
    const { json } = await wardkeep(['check-up', ...state('laptop')]);
    expect(json.claims.map((claim: { claimId: string }) => claim.claimId)).toContain(claimId);
    const vetoed = await wardkeep(['veto', opened.json.words.join(' '), ...state('laptop')]);
    expect(vetoed).toMatchObject({ code: 0, json: { claimId } });
    expect(await recover('thief', 'right', 'stolen')).toMatchObject({ code: 7, json: { code: 'CLAIM_CLOSED' } });
  });

  it('can be overridden by guardians who met the claimant again, and rejected', async () => {
    const override = ['case', 'override', claimId, ...MET, ...identity];
    expect(await wardkeep([...override, ...dir(3)])).toMatchObject({ code: 7, json: { code: 'NOT_APPROVED_HERE' } });
    expect(await wardkeep([...override, ...dir(1)])).toMatchObject({ code: 0, json: { ok: true } });
    const rejected = await wardkeep(['case', 'reject', claimId, ...dir(1), '--method', 'video']);
    expect(rejected).toMatchObject({ code: 0, json: { case: { ownDecision: 'reject' } } });
  });
});

describe('when an owner is done', () => {
  it('rotates to new memorable information', async () => {
    writeFileSync(file('new'), 'seven herons over the weir');
    const files = [
      '--secret-file',
      file('seed'),
      '--memorable-file',
      file('new'),
      '--label',
      'wallet',
      '--kind',
      'bip39',
    ];
    const rotated = await wardkeep(['rotate', ...state('laptop'), ...identity, ...files]);
    expect(rotated).toMatchObject({ code: 0, json: { ok: true, backupVersion: 3, receipts: 3, memorable: 'strong' } });
  });

  it('gives the backup up', async () => {
    const deleted = await wardkeep(['delete', ...state('laptop')]);
    expect(deleted).toMatchObject({ code: 0, json: { ok: true } });
    expect(deleted.json.effectiveAt).toBeGreaterThan(Date.now() + 6 * 86_400_000);
  });
});
