import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintContent, fingerprintTimes, listFiles, readStamp, writeStamp } from '../run/stamp.mjs';

let folder: string;
const put = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
  utimesSync(join(folder, path), 1_000_000, 1_000_000);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeep-stamp-'));
  put('src/a.ts', 'a');
  put('src/deep/b.ts', 'b');
  put('src/c.json', '{}');
  put('src/dist/d.ts', 'built');
  put('src/node_modules/e.ts', 'installed');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('when sources are listed', () => {
  it('leaves out what is built or installed', () => {
    expect(listFiles(folder, ['src'], /\.ts$/)).toEqual(['src/a.ts', 'src/deep/b.ts']);
  });

  it('takes a missing folder as empty', () => {
    expect(listFiles(folder, ['absent', 'src/c.json'])).toEqual(['src/c.json']);
  });
});

describe('when sources are fingerprinted', () => {
  const times = () => fingerprintTimes(folder, listFiles(folder, ['src']));
  const content = () => fingerprintContent(folder, listFiles(folder, ['src']));

  it('sees a touched file by time but not by content', () => {
    const before = { times: times(), content: content() };
    utimesSync(join(folder, 'src/a.ts'), 2_000_000, 2_000_000);
    expect(times()).not.toBe(before.times);
    expect(content()).toBe(before.content);
  });

  it('sees an edited, a removed and an added file', () => {
    const seen = new Set([content()]);
    put('src/a.ts', 'x');
    seen.add(content());
    rmSync(join(folder, 'src/a.ts'));
    seen.add(content());
    put('src/z.ts', 'z');
    seen.add(content());
    expect(seen.size).toBe(4);
  });
});

describe('when a stamp is kept', () => {
  it('is read back, and is null before', () => {
    const path = join(folder, 'stamps/one');
    expect(readStamp(path)).toBeNull();
    writeStamp(path, 'abc');
    expect(readStamp(path)).toBe('abc');
  });
});
