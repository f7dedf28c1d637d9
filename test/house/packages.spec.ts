import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run/processes.mjs';

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const read = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;

const ALLOWED: Record<string, string[]> = {
  'libs/crypto': [],
  'libs/protocol': ['crypto'],
  'libs/client': ['crypto', 'protocol'],
  'libs/testing': ['crypto', 'protocol'],
  'apps/guardian': ['crypto', 'protocol'],
  'apps/cli': ['crypto', 'protocol', 'client'],
};

describe.each(Object.entries(ALLOWED))('when %s is installed', (folder, allowed) => {
  const dependencies = Object.entries(read(folder).dependencies ?? {});

  it('depends only on packages below it', () => {
    const own = dependencies.flatMap(([name]) =>
      name.startsWith('@wardkeep/') ? [name.slice('@wardkeep/'.length)] : [],
    );
    expect(own.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('pins every version', () => {
    expect(dependencies.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe('when the root is installed', () => {
  it('pins every version', () => {
    const versions = Object.entries(read('.').devDependencies ?? {});
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
