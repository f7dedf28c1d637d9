import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../run/processes.mjs';
import { background } from './wardkeep.js';

jest.setTimeout(120_000);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wkd-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the demo with a temporary folder of its own; ends it as soon as it has said something. */
async function demo(interruptAt?: RegExp): Promise<{ code: number | null; said: string; errors: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/dist/dev/demo.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  });
  let said = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (interruptAt?.test(said) === true) child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said, errors };
}

describe('when somebody watches the demo', () => {
  it('comes true, shows the timings, and leaves nothing behind', async () => {
    const { code, said, errors } = await demo();
    expect(errors).toBe('');
    expect(code).toBe(0);
    const [, made] = /Her seed, made just now: “(.*)”/.exec(said) ?? [];
    expect(made?.split(' ')).toHaveLength(12);
    expect(said.split(made!)).toHaveLength(3);
    expect(said).toContain('9 guesses are left');
    expect(said).toContain('fails for each of the ten pairs');
    expect(said).toContain('How long it took');
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const { code } = await demo(/five processes/);
    expect(code).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('when somebody wants a federation to play with', () => {
  const start = (...more: string[]) =>
    background('apps/cli/dist/dev/federation.js', ['--guardians', '3', '--dir', join(folder, 'f'), '--json', ...more]);

  it('starts one with a node down, and starts it again from its folder', async () => {
    const first = await start('--down', '1');
    expect(first.json).toMatchObject({ ok: true, guardians: [{ up: true }, { up: true }, { up: false }] });
    expect(first.json.invite).toMatch(/^wk1/);
    expect(first.json.guardians[0].password).toHaveLength(16);
    expect(await first.stop('SIGINT')).toBe(0);
    const again = await start();
    expect(again.json).toMatchObject({ guardians: [{ up: true, password: null }, { up: true }, { up: true }] });
    expect(again.json.guardians[0].url).toBe(first.json.guardians[0].url);
    expect(await again.stop('SIGTERM')).toBe(0);
  });

  it('leaves the ceremony to others when asked to', async () => {
    const options = ['--guardians', '3', '--before-ceremony', '--dir', join(folder, 'b'), '--json'];
    const before = await background('apps/cli/dist/dev/federation.js', options);
    expect(before.json).toMatchObject({ ok: true, invite: null });
    expect(await before.stop()).toBe(0);
  });
});
