import { describe, expect, it } from '@jest/globals';
import { parseDateOfBirth } from './date-of-birth.js';

const NOW = Date.UTC(2026, 0, 15, 12);
const invalid = expect.objectContaining({ code: 'IDENTITY_DATE_INVALID' });

describe('parseDateOfBirth', () => {
  it.each(['1850-01-01', '1974-08-12', '2000-02-29', '2024-02-29', '2026-01-15'])('accepts %s', (text) => {
    expect(parseDateOfBirth(text, NOW)).toBe(text);
  });

  it('accepts the day that has begun somewhere on Earth', () => {
    expect(parseDateOfBirth('2026-01-16', NOW)).toBe('2026-01-16');
    expect(() => parseDateOfBirth('2026-01-16', Date.UTC(2026, 0, 15, 9, 59))).toThrow(invalid);
  });

  it.each([
    ['before 1850', '1849-12-31'],
    ['in the future', '2026-01-17'],
    ['29 February of no leap year', '1900-02-29'],
    ['30 February', '2000-02-30'],
    ['31 April', '1999-04-31'],
    ['month 13', '1999-13-01'],
    ['month 0', '1999-00-10'],
    ['day 0', '1999-01-00'],
    ['day 32', '1999-01-32'],
    ['six digits', '740812'],
    ['another order', '12-08-1974'],
    ['slashes', '1974/08/12'],
    ['a time behind it', '1974-08-12T00:00:00Z'],
    ['a line end behind it', '1974-08-12\n'],
    ['other digits', '١٩٧٤-٠٨-١٢'],
    ['nothing', ''],
  ])('throws IDENTITY_DATE_INVALID for a date %s', (_, text) => {
    expect(() => parseDateOfBirth(text, NOW)).toThrow(invalid);
  });

  it('leaves the future open for what was checked before', () => {
    expect(parseDateOfBirth('2090-01-01', null)).toBe('2090-01-01');
  });
});
