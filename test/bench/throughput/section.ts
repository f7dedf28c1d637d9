import type { Section } from '../frame/section.js';
import { measureEngine } from './contest.js';

/** How many enrolments one node commits in a second, beside a bare loop that does the same checks and writes. */
export const throughput: Section = {
  name: 'throughput',
  measure: async (options) => [
    ...(await measureEngine('sqlite', options)),
    ...(await measureEngine('postgresql', options)),
  ],
};
