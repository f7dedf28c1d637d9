import { describe, expect, it } from '@jest/globals';
import { parseMrzName } from './mrz-name.js';

const malformed = expect.objectContaining({ code: 'MRZ_MALFORMED' });

describe('parseMrzName', () => {
  it('reads the first line of a passport', () => {
    expect(parseMrzName('P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<')).toEqual({
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      mayBeTruncated: false,
    });
  });

  it('reads the first line of a TD2 document and the third of a TD1 card', () => {
    expect(parseMrzName('I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<').surname).toBe('ERIKSSON');
    expect(parseMrzName('ERIKSSON<<ANNA<MARIA<<<<<<<<<<').givenNames).toBe('ANNA MARIA');
  });

  it('reads a state whose code is one letter', () => {
    expect(parseMrzName('P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<').surname).toBe('MUSTERMANN');
  });

  it('reads a name without given names, in small letters and with spaces', () => {
    expect(parseMrzName(' arkfreith <<< ')).toEqual({ surname: 'ARKFREITH', givenNames: '', mayBeTruncated: false });
  });

  it('says that a name which reaches the last place may be truncated', () => {
    expect(parseMrzName('PPUTOPAPANDROPOULOUS<<JONATHON<WARREN<TREVOR').mayBeTruncated).toBe(true);
    expect(parseMrzName('PAPANDROPOULOUS<<JONATHON<ALEC').mayBeTruncated).toBe(true);
    expect(parseMrzName('PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR').mayBeTruncated).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['fillers only', '<<<<<'],
    ['a name that begins with a filler', '<ERIKSSON<<ANNA'],
    ['a digit', 'ERIKSS0N<<ANNA'],
    ['an accent', 'MÜLLER<<ERIKA'],
    ['three names', 'ERIKSSON<<ANNA<<MARIA'],
    ['a line that is too long', 'A'.repeat(45)],
    ['the second line of a passport', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
  ])('throws MRZ_MALFORMED for %s', (_, line) => {
    expect(() => parseMrzName(line)).toThrow(malformed);
  });
});
