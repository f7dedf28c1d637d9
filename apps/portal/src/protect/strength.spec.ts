import { describe, expect, it } from '@jest/globals';
import { collusionTime, strengthOf } from './strength.js';

const identity = { surname: 'Eriksson', givenNames: 'Anna Maria', dateOfBirth: '1974-08-12' };

describe('when guardians who collude search offline', () => {
  it('counts half of the guesses, ten a second and core', () => {
    expect(collusionTime(13, 1)).toEqual({ unit: 'minutes', count: 6 });
    expect(collusionTime(30)).toEqual({ unit: 'hours', count: 14 });
    expect(collusionTime(45)).toEqual({ unit: 'years', count: 55 });
  });

  it('calls a PIN an instant and a long phrase more than anybody waits for', () => {
    expect(collusionTime(13)).toEqual({ unit: 'instant', count: 0 });
    expect(collusionTime(60)).toEqual({ unit: 'ages', count: 1000 });
  });
});

describe('when memorable information is typed', () => {
  it('says that the own name protects from nobody who colludes', () => {
    const strength = strengthOf('anna eriksson', identity);
    expect(strength).toMatchObject({ kind: 'assessed', assessment: { level: 'name' }, search: { unit: 'instant' } });
  });

  it('says nothing about nothing', () => {
    expect(strengthOf('  ', identity)).toEqual({ kind: 'empty' });
  });

  it('says why something would be refused', () => {
    expect(strengthOf('x'.repeat(100_000), identity)).toMatchObject({ kind: 'refused' });
  });
});
