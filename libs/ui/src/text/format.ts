import { useTranslation } from 'react-i18next';

/** How times, sizes and durations are written in the language chosen. */
export interface Format {
  /** Date and time of day of milliseconds since 1970. */
  readonly time: (ms: number) => string;
  /** Date of milliseconds since 1970. */
  readonly date: (ms: number) => string;
  /** How long ago, or until when: “3 hours ago”, “in 2 days”. */
  readonly relative: (ms: number, now: number) => string;
  /** Bytes with a unit, powers of 1024. */
  readonly bytes: (bytes: number) => string;
  readonly number: (value: number) => string;
  /** Items as the language lists them: “a, b and c”. */
  readonly list: (items: readonly string[]) => string;
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

function writeBytes(language: string, bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1024 ** power);
  return `${number} ${units[power] ?? 'B'}`;
}

/** The {@link Format} of the language chosen. */
export function useFormat(): Format {
  const language = useTranslation().i18n.language;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const list = new Intl.ListFormat(language);
  return {
    time: (ms) => time.format(ms),
    date: (ms) => date.format(ms),
    relative: (ms, now) => {
      const [unit, size] = STEPS.find(([, step]) => Math.abs(ms - now) >= step) ?? ['second', 1000];
      return relative.format(Math.round((ms - now) / size), unit);
    },
    bytes: (bytes) => writeBytes(language, bytes),
    number: (value) => new Intl.NumberFormat(language).format(value),
    list: (items) => list.format(items),
  };
}
