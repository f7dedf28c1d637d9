import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findFreePort } from '@wardkeep/testing/free-ports';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { background, wardkeep, wardkeepForPeople, type Background } from './wardkeep.js';

jest.setTimeout(60_000);

const NAMES = ['Ada', 'Bruno', 'Chen'];
let folder = '';
const running: Background[] = [];
const dir = (index: number): string => join(folder, `guardian-${String(index)}`);
const card = (index: number): string => join(folder, `card-${String(index)}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-founding-'));
});
afterAll(async () => {
  await Promise.all(running.map((node) => node.stop()));
  await rm(folder, { recursive: true, force: true });
});

describe('when three guardians found a federation with nothing but the command line', () => {
  let fingerprint: string[] = [];

  it('makes three nodes, none of them twice', async () => {
    for (const [at, name] of NAMES.entries()) {
      const url = `http://127.0.0.1:${String(await findFreePort())}`;
      const args = [
        'guardian',
        'init',
        '--dir',
        dir(at + 1),
        '--name',
        name,
        '--url',
        url,
        '--contact',
        `call ${name}`,
      ];
      const made = await wardkeep(args);
      const setupCode = expect.stringMatching(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
      expect(made).toMatchObject({ code: 0, json: { ok: true, name, url, folder: dir(at + 1), setupCode } });
      expect((await stat(join(dir(at + 1), 'root.key'))).mode & 0o777).toBe(0o600);
    }
    const setup = await wardkeep(['operator', 'setup-code', '--dir', dir(1)]);
    expect(setup).toMatchObject({ code: 1, json: { ok: false, code: 'NODE_NOT_RUNNING' } });
    const args = ['guardian', 'init', '--dir', dir(1), '--name', 'Eve', '--url', 'http://127.0.0.1:1'];
    expect(await wardkeep(args)).toMatchObject({ code: 7, json: { ok: false, code: 'ALREADY_INITIALISED' } });
  });

  it('ends with 1 and NODE_NOT_RUNNING before they are started', async () => {
    const shown = await wardkeep(['guardian', 'status', '--dir', dir(1)]);
    expect(shown).toMatchObject({ code: 1, json: { ok: false, code: 'NODE_NOT_RUNNING' } });
  });

  it('starts them', async () => {
    for (const index of [1, 2, 3]) {
      const node = await background('apps/cli/dist/main.js', ['guardian', 'start', '--dir', dir(index), '--json']);
      running.push(node);
      expect(node.json).toMatchObject({ ok: true, folder: dir(index) });
      const { json } = await wardkeep(['operator', 'setup-code', '--dir', dir(index)]);
      expect(json).toMatchObject({ ok: true, code: expect.stringMatching(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/) });
    }
    const second = await wardkeep(['guardian', 'start', '--dir', dir(1)]);
    expect(second).toMatchObject({ code: 7, json: { ok: false, code: 'ALREADY_RUNNING' } });
  });

  it('collects their cards', async () => {
    for (const index of [1, 2, 3]) {
      const args = ['guardian', 'card', '--dir', dir(index), '--out', card(index)];
      expect(await wardkeep(args)).toMatchObject({ code: 0, json: { name: NAMES[index - 1] } });
    }
    const again = await wardkeep(['guardian', 'card', '--dir', dir(1), '--out', card(1)]);
    expect(again).toMatchObject({ code: 2, json: { code: 'FILE_EXISTS' } });
    const printed = await wardkeepForPeople(['guardian', 'card', '--dir', dir(1)]);
    expect(printed.stdout).toBe(await readFile(card(1), 'utf8'));
  });

  it('proposes, from files or standard input, and refuses a card that is cut off', async () => {
    const propose = ['federation', 'propose', '--dir', dir(1), '--name', 'Three friends', '--delay', '0'];
    await writeFile(card(4), (await readFile(card(2), 'utf8')).slice(0, -30));
    const cut = await wardkeep([...propose, '--card-file', card(1), card(4), card(3)]);
    expect(cut).toMatchObject({ code: 7, json: { ok: false, code: 'CARD_INVALID' } });
    const cards = await Promise.all([1, 2, 3].map((index) => readFile(card(index), 'utf8')));
    const { code, json } = await wardkeep([...propose, '--card-file', '-'], cards.join(''));
    expect({ code, json }).toMatchObject({ code: 0, json: { proposal: { recoverThreshold: 2, status: 'signed' } } });
    fingerprint = json.proposal.fingerprint;
    expect(fingerprint).toHaveLength(12);
  });

  it('ends with 7 and FINGERPRINT_DIFFERS for other words', async () => {
    await seesProposal(2);
    const words = [...fingerprint.slice(1), fingerprint[0]].join(' ');
    const signed = await wardkeep(['federation', 'sign', '--dir', dir(2), '--fingerprint', words]);
    expect(signed).toMatchObject({ code: 7, json: { ok: false, code: 'FINGERPRINT_DIFFERS' } });
  });

  it('ends with 2 when nobody can be asked whether the words are the same', async () => {
    expect(await wardkeep(['federation', 'sign', '--dir', dir(2)])).toMatchObject({ code: 2, json: { code: 'USAGE' } });
  });

  it('shows the same words on every node and seals when all have signed', async () => {
    for (const index of [2, 3]) {
      await seesProposal(index);
      const shown = await wardkeep(['federation', 'fingerprint', '--dir', dir(index)]);
      expect(shown.json.fingerprint).toEqual(fingerprint);
      const args = ['federation', 'sign', '--dir', dir(index), '--fingerprint', fingerprint.join(' ')];
      expect(await wardkeep(args)).toMatchObject({ code: 0, json: { ok: true } });
    }
    for (const index of [1, 2, 3]) {
      await eventually(async () => {
        const { json } = await wardkeep(['guardian', 'status', '--dir', dir(index)]);
        expect(json).toMatchObject({ sealed: true, acting: true, self: index });
      });
    }
    const shown = await wardkeepForPeople(['federation', 'show', '--dir', dir(2)]);
    expect(shown.stdout).toContain('Three friends: 3 guardians');
    expect(shown.stdout).toContain('2 of 3 parts rebuild a key');
  });

  async function seesProposal(index: number): Promise<void> {
    await eventually(async () => {
      const { json } = await wardkeep(['federation', 'show', '--dir', dir(index)]);
      expect(json.proposals).toHaveLength(1);
    });
  }
});

describe('when a federation is founded', () => {
  it('makes, lists and revokes invites', async () => {
    const made = await wardkeep(['invite', 'create', '--dir', dir(1), '--uses', '2']);
    expect(made).toMatchObject({ code: 0, json: { ok: true, uses: 2, used: 0, status: 'open' } });
    expect(made.json.invite).toMatch(/^wk1/);
    const { inviteId } = made.json;
    await eventually(async () => {
      const { json } = await wardkeep(['invite', 'list', '--dir', dir(3)]);
      expect(json.invites).toMatchObject([{ inviteId, status: 'open', issuerIndex: 1 }]);
    });
    const revoked = await wardkeep(['invite', 'revoke', inviteId, '--dir', dir(3)]);
    expect(revoked).toMatchObject({ code: 0, json: { status: 'revoked' } });
    const again = await wardkeep(['invite', 'revoke', inviteId, '--dir', dir(3)]);
    expect(again).toMatchObject({ code: 7, json: { ok: false, code: 'INVITE_CLOSED' } });
  });

  it('prints a new invite alone on standard output', async () => {
    const { code, stdout, stderr } = await wardkeepForPeople(['invite', 'create', '--dir', dir(1), '--qr']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^wk1[a-z0-9]+\n$/);
    expect(stderr).toContain('█');
  });

  it('makes and resets accounts of operators', async () => {
    const add = ['operator', 'add', 'ann', '--role', 'case-officer', '--dir', dir(1)];
    const made = await wardkeep([...add, '--generate']);
    expect(made).toMatchObject({ code: 0, json: { name: 'ann', role: 'case-officer' } });
    expect(made.json.password).toHaveLength(20);
    expect(await wardkeep([...add, '--password-file', '-'], 'a long enough password\n')).toMatchObject({
      code: 7,
      json: { code: 'OPERATOR_EXISTS' },
    });
    const reset = ['operator', 'reset', 'ann', '--dir', dir(1), '--password-file', '-'];
    expect(await wardkeep(reset, 'a long enough password\n')).toMatchObject({ code: 0, json: { ok: true } });
    expect(await wardkeep(reset, 'short\n')).toMatchObject({ code: 7, json: { code: 'BODY_INVALID' } });
  });

  it('ends with 1 when its node is killed', async () => {
    const { json, stop } = running.pop()!;
    process.kill(json.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stop()).toBe(1);
  });

  it('stops a node with a signal', async () => {
    expect(await running.pop()?.stop('SIGINT')).toBe(0);
  });
});

async function eventually(check: () => Promise<void>): Promise<void> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
