import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { RunningFederation, waitFor } from './harness/index.js';
import { wardkeep, wardkeepForPeople } from './wardkeep.js';

let federation: RunningFederation;
const dir = (index: number): string[] => ['--dir', federation.at(index).folder];

beforeAll(async () => {
  federation = await RunningFederation.found({ guardians: 3 });
}, 120_000);
afterAll(() => federation?.close(), 30_000);

describe('when guardians practise at the console', () => {
  it('opens a claim that says PRACTICE everywhere, and is voted on like any other', async () => {
    const file = federation.world.path('invented');
    writeFileSync(file, JSON.stringify({ surname: 'Practice', givenNames: 'Paula', dateOfBirth: '1990-01-01' }));
    const opened = await wardkeep(['practice', 'open', ...dir(1), '--identity-file', file]);
    expect(opened).toMatchObject({ code: 0, json: { ok: true, words: expect.any(Array) } });
    const { claimId } = opened.json as { claimId: string };
    const listed = await waitFor('guardian 2 to hear of it', async () => {
      const { json } = await wardkeep(['practice', 'list', ...dir(2)]);
      return json.cases.length > 0 && json.cases;
    });
    expect(listed).toMatchObject([{ claimId, practice: true, status: 'open' }]);
    const met = ['--identity-file', file, '--method', 'video', '--document', 'invented'];
    expect((await wardkeep(['case', 'approve', claimId, ...dir(2), ...met])).json.case.approvals).toBe(1);
    expect((await wardkeepForPeople(['case', 'show', claimId, ...dir(2)])).stdout).toContain('PRACTICE, open');
    expect((await wardkeepForPeople(['practice', 'list', ...dir(1)])).stdout).toContain('PRACTICE, open');
  });

  it('ends with 2 when nobody can be asked for the identity', async () => {
    expect(await wardkeep(['practice', 'open', ...dir(1)])).toMatchObject({ code: 2, json: { code: 'USAGE' } });
  });
});

describe('when guardians wind down at the console', () => {
  it('ends with 2 without a name and with 7 for a wrong one', async () => {
    expect(await wardkeep(['federation', 'wind-down', ...dir(1)])).toMatchObject({ code: 2, json: { code: 'USAGE' } });
    expect(await wardkeep(['federation', 'wind-down', ...dir(1), '--name', 'Other'])).toMatchObject({
      code: 7,
      json: { code: 'WINDING_DOWN_NAME_DIFFERS' },
    });
    expect((await wardkeepForPeople(['federation', 'show', ...dir(1)])).stdout).not.toMatch(/wind(s|ing) down/i);
  });

  it('says how far it has come, and that it is in force', async () => {
    const name = 'Valley mint';
    const first = await wardkeepForPeople(['federation', 'wind-down', ...dir(1), '--name', name]);
    expect(first.stdout).toBe('Declared.\nWinding down is declared by guardian 1; 2 guardians are needed.\n');
    const second = await wardkeep(['federation', 'wind-down', ...dir(2), '--name', name]);
    expect(second).toMatchObject({ code: 0, json: { windingDown: { declaredHere: true, needed: 2 } } });
    await waitFor('guardian 3 to know both', async () => {
      const { stdout } = await wardkeepForPeople(['guardian', 'status', ...dir(3)]);
      return stdout.includes('nobody new can enrol');
    });
  });
});
