import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../run/processes.mjs';
import { background, type Background } from './wardkeep.js';

jest.setTimeout(120_000);

let folder = '';
let federation: Background;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-quick-start-'));
  const options = ['--guardians', '5', '--delay', '2', '--dir', join(folder, 'federation'), '--json'];
  federation = await background('apps/cli/dist/dev/federation.js', options);
});
afterAll(async () => {
  await federation.stop('SIGINT');
  await rm(folder, { recursive: true, force: true });
});

async function quickStart(): Promise<string> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, block] = /<!-- quick-start:[^>]*-->\s*```sh\n(.*?)\n```/s.exec(readme) ?? [];
  if (block === undefined) throw new Error('README has no quick start');
  return block;
}

describe('when somebody follows the quick start of the README to the letter', () => {
  it('ends with the secret, byte for byte', async () => {
    const script = await quickStart();
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: ROOT,
      env: { ...process.env, FEDERATION: join(folder, 'federation'), TMPDIR: folder },
    });
    expect(stdout.trim().split('\n').at(-1)).toBe('the same, byte for byte');
  });
});
