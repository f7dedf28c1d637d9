import { describe, expect, it } from '@jest/globals';
import { codesNotNamed, declaredCodes, surveyCodes } from '../run/codes.mjs';

describe('when a source declares codes', () => {
  const source = `
    export const A_CODES = ['ONE', 'TWO'] as const;
    export const B_STATUSES = Object.freeze({ THREE: 404 });
    export type CCode = 'FOUR' | 'FIVE';
    export const problem = defineProblems({ SIX: 500 });
    const other = ['SEVEN'];
    throw new Refusal('TWO');`;

  it('reads a list, a table, a union and a call', () => {
    expect(declaredCodes('a.ts', source).codes).toEqual(['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX']);
  });

  it('tells a code that is raised from one that is only declared', () => {
    const { codes, rest } = declaredCodes('a.ts', source);
    expect(codesNotNamed(codes, [rest])).toEqual(['FIVE', 'FOUR', 'ONE', 'SIX', 'THREE']);
  });
});

describe('when tests are searched for codes', () => {
  it('takes only whole strings', () => {
    const tests = [`it('throws ONE', () => refuses("TWO")) // THREE`];
    expect(codesNotNamed(['ONE', 'TWO', 'THREE'], tests)).toEqual(['ONE', 'THREE']);
  });
});

describe('when this checkout is surveyed', () => {
  const survey = surveyCodes();

  it('finds codes of every package that refuses', () => {
    const folders = new Set([...survey.codes.values()].map((path) => path.split('/').slice(0, 2).join('/')));
    expect([...folders]).toEqual(expect.arrayContaining(['libs/crypto', 'libs/protocol', 'apps/guardian']));
  });

  it('finds a test that names each code', () => {
    expect(survey.untested).toEqual([]);
  });

  it('finds a place that raises each code', () => {
    expect(survey.unraised).toEqual([]);
  });
});
