import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../run/chromium.mjs';
import { ROOT, run } from '../run/processes.mjs';

const script = (name: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'test/run', name), ...args], { encoding: 'utf8' });

describe('when a script is called without what it needs', () => {
  it.each([['start.mjs'], ['jest.mjs']])('%s explains itself and exits 2', (name) => {
    const { status, stderr } = script(name);
    expect({ status, usage: stderr.startsWith(`usage: node test/run/${name}`) }).toEqual({ status: 2, usage: true });
  });

  it('jest.mjs refuses a suite that does not exist', () => {
    expect(script('jest.mjs', 'toString').status).toBe(2);
  });
});

describe('when a program is run to its end', () => {
  it('gives its exit code', async () => {
    await expect(run(process.execPath, ['-e', 'process.exit(7)'])).resolves.toBe(7);
  });

  it('gives 143 when a signal ended it', async () => {
    await expect(run(process.execPath, ['-e', 'process.kill(process.pid, "SIGTERM")'])).resolves.toBe(143);
  });

  it('rejects when there is no such program', async () => {
    await expect(run('/nonexistent/program', [])).rejects.toThrow('ENOENT');
  });
});

describe('when a Chromium is looked for', () => {
  it('finds an executable on the path, and none on an empty one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wardkeep-chromium-'));
    try {
      const path = join(folder, 'chromium');
      writeFileSync(path, '');
      expect(findChromium({ PATH: folder })).toBeNull();
      chmodSync(path, 0o755);
      expect(findChromium({ PATH: folder })).toBe(path);
      expect(findChromium({})).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('when the commands of the README are looked up', () => {
  it('has every one as a script', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
