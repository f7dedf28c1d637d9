import { describe, expect, it } from '@jest/globals';
import { findMessageFaults } from '@wardkeep/ui/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(fileURLToPath(import.meta.url), '..');
/** What only clients and other guardians are told, or what an operator cannot run into from these screens. */
const ELSEWHERE = [
  /^(attempts|enrolment|peers|statements|portal|log)\//,
  /^platform.* (BODY_TOO_LARGE|CONTENT_TYPE_UNSUPPORTED|JSON_MALFORMED|PARAMETER_INVALID|INTERNAL|STEP_UP_REQUIRED)$/,
  / (CLAIM_(EXPIRED|IS_PRACTICE|REJECTED|RELEASED|VETOED)|CLAIMS_FULL|DELAY_NOT_OVER|BACKUP_SUPERSEDED)$/,
  / (EVIDENCE_DIGEST_MISMATCH|PRACTICE_REFUSED|NOT_A_GUARDIAN|OPERATOR_EXISTS|EVENTS_FULL)$/,
];

/** Codes that the node declares, with the file in which it does. */
function declaredByNode(): string[] {
  const src = join(FOLDER, '../../guardian/src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const text = readFileSync(join(src, name), 'utf8');
    const codes = text.includes('defineProblems') ? [...text.matchAll(/\b([A-Z][A-Z_]+): [45]\d\d\b/g)] : [];
    return codes.map(([, code = '']) => `${name.replace('modules/', '')} ${code}`);
  });
}

describe('messages', () => {
  it('exist in every language, and are those that the screens ask for', () => {
    expect(findMessageFaults(FOLDER)).toEqual({ different: [], missing: [], unused: [] });
  });

  it('say what to do about every refusal that an operator can run into', () => {
    const { errors } = JSON.parse(readFileSync(join(FOLDER, 'messages/en.json'), 'utf8')) as { errors: object };
    const met = declaredByNode().filter((entry) => !ELSEWHERE.some((pattern) => pattern.test(entry)));
    expect(met.length).toBeGreaterThan(40);
    expect(met.filter((entry) => !Object.hasOwn(errors, entry.split(' ')[1] ?? ''))).toEqual([]);
  });
});
