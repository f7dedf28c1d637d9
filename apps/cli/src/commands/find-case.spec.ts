import { describe, expect, it } from '@jest/globals';
import type { CaseAnswer } from '../console/case-answers.js';
import type { NodeConsole } from '../console/node-console.js';
import { chooseBackup, findCase } from './find-case.js';

const CASES = [
  { claimId: `abcdef${'A'.repeat(37)}`, words: ['one', 'two', 'three', 'four', 'five', 'six'] },
  { claimId: `abcdef${'B'.repeat(37)}`, words: ['six', 'five', 'four', 'three', 'two', 'one'] },
];
const node = { send: async () => ({ cases: CASES }) } as unknown as NodeConsole;

describe('when a case is named', () => {
  it.each([
    ['its id', CASES[1]!.claimId],
    ['the beginning of its id', 'abcdefB'],
    ['its six words, however they are written', ' Six five, four three two ONE'],
  ])('finds it by %s', async (_, named) => {
    await expect(findCase(node, named)).resolves.toBe(CASES[1]!.claimId);
  });

  it('throws AMBIGUOUS when several begin alike', async () => {
    await expect(findCase(node, 'abcdef')).rejects.toMatchObject({ code: 'AMBIGUOUS' });
  });

  it.each([
    ['five of the words', 'one two three four five'],
    ['too short a beginning', 'abcde'],
    ['nothing', ''],
  ])('throws USAGE for %s', async (_, named) => {
    await expect(findCase(node, named)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('when there are more cases than a node gives at once', () => {
  it('asks for those opened before, and of the same moment for those with smaller ids', async () => {
    const cases = Array.from({ length: 101 }, (_, at) => ({
      claimId: `case${String(at).padStart(4, '0')}${'A'.repeat(35)}`,
      words: [],
      openedAt: 5,
    }));
    const asked: string[] = [];
    const many = {
      send: async ({ path }: { path: string }) => {
        asked.push(path);
        return { cases: path.includes('beforeId') ? cases.slice(100) : cases.slice(0, 100) };
      },
    } as unknown as NodeConsole;
    await expect(findCase(many, 'case0100')).resolves.toBe(cases[100]!.claimId);
    expect(asked[1]).toBe(`/admin/v1/cases?status=all&limit=100&before=5&beforeId=${cases[99]!.claimId}`);
  });
});

describe('when a backup is named', () => {
  const backups = [
    { backupId: 'b1', manifestId: 'm1', backupVersion: 1 },
    { backupId: 'b1', manifestId: 'm3', backupVersion: 2 },
    { backupId: 'b2', manifestId: 'm2', backupVersion: 1 },
  ];
  const view = (count: number): CaseAnswer => ({ backups: backups.slice(0, count) }) as unknown as CaseAnswer;

  it('takes the newest version of the only one, or the one that is named by either id', () => {
    expect(chooseBackup(view(2), undefined)).toMatchObject({ manifestId: 'm3' });
    expect(chooseBackup(view(3), 'b2')).toMatchObject({ manifestId: 'm2' });
    expect(chooseBackup(view(3), 'm1')).toMatchObject({ manifestId: 'm1' });
  });

  it('throws AMBIGUOUS among several and USAGE when there is none', () => {
    expect(() => chooseBackup(view(3), undefined)).toThrow('several backups');
    expect(() => chooseBackup(view(0), undefined)).toThrow('no such backup');
    expect(() => chooseBackup(view(3), 'b3')).toThrow('no such backup');
  });
});
