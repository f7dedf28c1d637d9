import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run/processes.mjs';

const ALLOWED = new Set([
  '.ci',
  '.gitignore',
  '.npmrc',
  '.prettierignore',
  '.prettierrc.json',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'apps',
  'deploy',
  'docs',
  'eslint.config.js',
  'jest.config.js',
  'libs',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'prisma',
  'test',
  'tsconfig.base.json',
  'tsconfig.json',
]);

const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

describe('when the checkout is listed', () => {
  it('has at its top only what the house plan names', () => {
    const top = new Set(tracked.map((path) => path.split('/')[0]!));
    expect([...top].filter((name) => !ALLOWED.has(name))).toEqual([]);
  });

  it('has the pages that a newcomer looks for', () => {
    const pages = [
      'README.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'LICENSE',
      'docs/protocol.md',
      'docs/threat-model.md',
    ];
    expect(tracked).toEqual(expect.arrayContaining([...pages, 'docs/terminology.md', '.ci/run', 'nest-cli.json']));
  });

  it('has no file whose name says nothing', () => {
    expect(tracked.filter((path) => /(^|[/.-])(utils?|helpers?|managers?)([/.-]|$)/i.test(path))).toEqual([]);
  });

  it('keeps one Prisma model file, which both engines share', () => {
    const schemas = tracked.filter((path) => path.endsWith('.prisma') && !lstatSync(join(ROOT, path)).isSymbolicLink());
    const models = schemas.filter((path) => /^model /m.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(models).toEqual(['prisma/model.prisma']);
  });

  it('keeps nothing that is built, installed or generated', () => {
    expect(tracked.filter((path) => /(^|\/)(node_modules|dist|generated|coverage)\//.test(path))).toEqual([]);
  });
});
