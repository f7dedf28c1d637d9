import type { Row } from '../frame/row.js';
import type { Section } from '../frame/section.js';
import { measureSize, type SizePlan } from './measure-size.js';

const MOST_RATIO = 1.8;

function plansOf(isQuick: boolean): SizePlan[] {
  const goal = { atMost: MOST_RATIO };
  if (isQuick) return [{ guardians: 5, rounds: 2, goal, isFull: true }];
  return [
    { guardians: 5, rounds: 7, goal, isFull: true },
    { guardians: 15, rounds: 3, goal: null, isFull: false },
    { guardians: 50, rounds: 2, goal: null, isFull: false },
  ];
}

/** How long an enrolment and a recovery take beside the Argon2id calls that nobody can do without. */
export const enrolment: Section = {
  name: 'enrolment',
  measure: async ({ quick, say }) => {
    const rows: Row[] = [];
    for (const plan of plansOf(quick)) {
      say(`  ${String(plan.guardians)} guardians`);
      rows.push(...(await measureSize(plan)));
    }
    return rows;
  },
};
