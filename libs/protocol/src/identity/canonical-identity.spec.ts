import { describe, expect, it } from '@jest/globals';
import { encodeCanonicalIdentity, parseCanonicalIdentity, readCanonicalIdentity } from './canonical-identity.js';

describe('parseCanonicalIdentity', () => {
  it('returns what is in canonical form', () => {
    const identity = parseCanonicalIdentity('v1|ANNA ERIKSSON MARIA|1974-08-12');
    expect(readCanonicalIdentity(identity)).toEqual({
      words: ['ANNA', 'ERIKSSON', 'MARIA'],
      dateOfBirth: '1974-08-12',
    });
    expect(new TextDecoder().decode(encodeCanonicalIdentity(identity))).toBe('v1|ANNA ERIKSSON MARIA|1974-08-12');
  });

  it('keeps a word that occurs twice', () => {
    expect(parseCanonicalIdentity('v1|ANA GARCIA GARCIA|1974-08-12')).toContain('GARCIA GARCIA');
  });

  it.each([
    ['unsorted words', 'v1|MARIA ANNA|1974-08-12'],
    ['another version', 'v2|ANNA MARIA|1974-08-12'],
    ['small letters', 'v1|anna|1974-08-12'],
    ['two spaces', 'v1|ANNA  MARIA|1974-08-12'],
    ['a space at the end', 'v1|ANNA |1974-08-12'],
    ['no word', 'v1||1974-08-12'],
    ['a line end', 'v1|ANNA|1974-08-12\n'],
    ['another part', 'v1|ANNA|1974-08-12|X'],
    ['too many bytes', `v1|${'A'.repeat(900)}|1974-08-12`],
    ['no text', 7],
    ['null', null],
  ])('throws IDENTITY_MALFORMED for %s', (_, value) => {
    expect(() => parseCanonicalIdentity(value)).toThrow(expect.objectContaining({ code: 'IDENTITY_MALFORMED' }));
  });

  it('throws IDENTITY_DATE_INVALID for a day that does not exist', () => {
    expect(() => parseCanonicalIdentity('v1|ANNA|1974-02-31')).toThrow(
      expect.objectContaining({ code: 'IDENTITY_DATE_INVALID' }),
    );
  });
});
