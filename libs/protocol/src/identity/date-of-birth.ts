import { ProtocolError } from '../errors.js';

declare const dateOfBirthBrand: unique symbol;

/** A date that exists in the Gregorian calendar, as `YYYY-MM-DD`. */
export type DateOfBirth = string & { readonly [dateOfBirthBrand]: true };

/** No birth before this date is accepted. */
export const EARLIEST_BIRTH = '1850-01-01';

/** The furthest a place on Earth is ahead of UTC, milliseconds: whoever was born there "today" may enrol. */
const FURTHEST_TIME_ZONE_MS = 14 * 3600 * 1000;

/**
 * Reads a date of birth.
 *
 * Papers that show no day or no month are typed with 01 in its place, by the owner and by the guardians alike.
 *
 * @param text - `YYYY-MM-DD`
 * @param now - the present time, milliseconds since 1970; `null` leaves the upper bound unchecked, for what was checked before
 * @returns the date
 * @throws ProtocolError IDENTITY_DATE_INVALID when it is not a real date from 1850-01-01 to today
 */
export function parseDateOfBirth(text: string, now: number | null): DateOfBirth {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) throw new ProtocolError('IDENTITY_DATE_INVALID', 'dateOfBirth must be YYYY-MM-DD');
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) {
    throw new ProtocolError('IDENTITY_DATE_INVALID', 'dateOfBirth must be a day that exists');
  }
  if (text < EARLIEST_BIRTH || (now !== null && text > latestBirth(now))) {
    throw new ProtocolError('IDENTITY_DATE_INVALID', `dateOfBirth must be from ${EARLIEST_BIRTH} to today`);
  }
  return text as DateOfBirth;
}

function latestBirth(now: number): string {
  return new Date(now + FURTHEST_TIME_ZONE_MS).toISOString().slice(0, 10);
}

function daysOfMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
