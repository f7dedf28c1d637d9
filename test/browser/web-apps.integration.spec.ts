import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { portalDigest } from '@wardkeep/protocol';
import { ROOT } from '../run/processes.mjs';
import { listFiles } from '../run/stamp.mjs';
import { firstLoad } from './harness/first-load.js';

/** What a browser may have to fetch before somebody on a phone sees a page, bytes after gzip. */
const BUDGET = 350_000;

const APPS = readdirSync(join(ROOT, 'apps')).filter((app) => existsSync(join(ROOT, 'apps', app, 'vite.config.js')));

function digestOf(folder: string): string {
  const files = listFiles(folder, ['.']).map((path) => {
    return {
      path,
      sha256: createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    };
  });
  return portalDigest(files);
}

describe.each(APPS)('when apps/%s is built', (app) => {
  const source = join(ROOT, 'apps', app);
  const folder = join(source, 'dist');

  it('is loaded within its budget', () => {
    const sizes = firstLoad(folder);
    const sum = [...sizes.values()].reduce((a, b) => a + b, 0);
    expect([...sizes.keys()].filter((path) => path.endsWith('.js')).length).toBeGreaterThan(0);
    // The portal's cryptography is a worker, which it needs for whatever it shows.
    expect([...sizes.keys()].some((path) => path.includes('worker'))).toBe(app === 'portal');
    expect(sum).toBeGreaterThan(50_000);
    expect(sum).toBeLessThan(BUDGET);
  });

  it('has a page without scripts, styles or handlers of its own, which the policy forbids', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(page).toContain('content="__NONCE__"');
    expect(page.match(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/g)).toBeNull();
  });

  it('loads nothing from elsewhere', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(page.match(/(src|href)="(?!\.\/)[^"]*"/g)).toBeNull();
    const styles = listFiles(folder, ['.'], /\.css$/).map((path) => readFileSync(join(folder, path), 'utf8'));
    expect(styles.join('').match(/(url\(\s*["']?(https?:)?\/\/|@import)/g)).toBeNull();
  });

  it('comes out the same when it is built again', async () => {
    const again = await mkdtemp(join(tmpdir(), 'wardkeep-build-'));
    try {
      const args = [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', again, '--logLevel', 'error'];
      const env = { ...process.env, NODE_ENV: 'production' };
      await promisify(execFile)(process.execPath, args, { cwd: source, env });
      expect(digestOf(again)).toBe(digestOf(folder));
    } finally {
      await rm(again, { recursive: true });
    }
  });
});
