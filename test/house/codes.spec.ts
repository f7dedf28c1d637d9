import { describe, expect, it } from '@jest/globals';
import { codesWithoutTest, declaredCodes, surveyCodes } from '../run/codes.mjs';

describe('when a source declares codes', () => {
  it('reads a list, a frozen object and a union', () => {
    const source = `
      export const A_CODES = ['ONE', 'TWO'] as const;
      export const B_CODES = Object.freeze({ THREE: 404 });
      export type CCode = 'FOUR' | 'FIVE';
      const other = ['SIX'];`;
    expect(declaredCodes('a.ts', source)).toEqual(['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE']);
  });
});

describe('when tests are searched for codes', () => {
  it('takes only whole strings', () => {
    const tests = [`it('throws ONE', () => refuses("TWO")) // THREE`];
    expect(codesWithoutTest(['ONE', 'TWO', 'THREE'], tests)).toEqual(['ONE', 'THREE']);
  });
});

describe('when this checkout is surveyed', () => {
  it('finds codes', () => {
    expect(surveyCodes().codes.size).toBeGreaterThan(0);
  });
});
