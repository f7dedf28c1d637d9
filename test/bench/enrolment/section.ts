import type { Section } from '../frame/section.js';
import { measureSize } from './measure-size.js';

const MOST_RATIO = 1.8;
/** With more guardians than this a round takes so long that one must do. */
const FEW = 20;

/** How long an enrolment and a recovery take beside the Argon2id calls that nobody can do without. */
export const enrolment: Section = {
  name: 'enrolment',
  measure: ({ quick }) =>
    measureSize({ guardians: 5, rounds: quick ? 2 : 7, goal: { atMost: MOST_RATIO }, isFull: true }),
};

/**
 * The same with many guardians, for information: all of them share the processor cores of one machine here.
 *
 * @param guardians - how many
 */
export function largeFederation(guardians: number): Section {
  return {
    name: `guardians-${String(guardians)}`,
    measure: ({ quick }) =>
      measureSize({ guardians, rounds: quick || guardians > FEW ? 1 : 2, goal: null, isFull: false }),
  };
}
