import { describe, expect, it } from '@jest/globals';
import { windingDownLines } from './show-config.js';

describe('when a federation winds down', () => {
  const standing = { inForceSince: null, declaredBy: [], needed: 2, declaredHere: false };

  it('says nothing while nobody has declared it', () => {
    expect([windingDownLines(null), windingDownLines(undefined), windingDownLines(standing)]).toEqual([[], [], []]);
  });

  it('says who has declared it, how many are needed, and since when it is in force', () => {
    expect(windingDownLines({ ...standing, declaredBy: [1] })).toEqual([
      'Winding down is declared by guardian 1; 2 guardians are needed.',
    ]);
    const [line] = windingDownLines({ ...standing, declaredBy: [1, 3], inForceSince: 0 });
    expect(line).toMatch(/^It winds down since .*, declared by guardian 1, 3: nobody new can enrol\.$/);
  });
});
