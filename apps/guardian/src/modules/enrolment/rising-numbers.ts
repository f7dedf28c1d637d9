import { LIMITS } from '@wardkeep/protocol';
import type { VersionRow } from './backup.repository.js';
import { enrolmentProblem } from './enrolment-problems.js';

/**
 * Versions rise, in small steps; a number that was used is not used again.
 *
 * @param versions - Versions of one backup that this node knows; at least one.
 * @param backupVersion - Number of the version to come.
 * @throws ProblemError VERSION_TAKEN, VERSION_STALE, VERSION_TOO_HIGH.
 */
export function requireNewer(versions: readonly VersionRow[], backupVersion: number): void {
  const latestVersion = Math.max(...versions.map((version) => version.backup_version));
  if (versions.some((version) => version.backup_version === backupVersion)) {
    const detail = `version ${String(backupVersion)} of this backup was staged with other content`;
    throw enrolmentProblem('VERSION_TAKEN', detail, { latestVersion });
  }
  if (backupVersion < latestVersion) {
    const detail = `version must be above ${String(latestVersion)}, got ${String(backupVersion)}`;
    throw enrolmentProblem('VERSION_STALE', detail, { latestVersion });
  }
  const most = latestVersion + LIMITS.numberJump;
  if (backupVersion > most) {
    const detail = `version must be at most ${String(most)}, got ${String(backupVersion)}`;
    throw enrolmentProblem('VERSION_TOO_HIGH', detail, { latestVersion });
  }
}

/**
 * Policies rise too; a newer version may keep the policy of an older one.
 *
 * @param versions - Versions of one backup that this node knows; at least one.
 * @param policy - The policy to come.
 * @throws ProblemError POLICY_STALE.
 */
export function requireNewerPolicy(
  versions: readonly VersionRow[],
  policy: { readonly id: string; readonly body: { readonly number: number } },
): void {
  const latestPolicy = latestPolicyOf(versions);
  const isKnown = versions.some((version) => version.policy_id === policy.id);
  if (policy.body.number < latestPolicy || (policy.body.number === latestPolicy && !isKnown)) {
    const detail = `policy number must be above ${String(latestPolicy)}, got ${String(policy.body.number)}`;
    throw enrolmentProblem('POLICY_STALE', detail, { latestPolicy });
  }
}

/**
 * Policies rise in small steps, whoever brings them.
 *
 * @param versions - Versions of one backup that this node knows; at least one.
 * @param number - Number of the policy to come.
 * @throws ProblemError POLICY_TOO_HIGH.
 */
export function requireSmallStep(versions: readonly VersionRow[], number: number): void {
  const latestPolicy = latestPolicyOf(versions);
  const most = latestPolicy + LIMITS.numberJump;
  if (number > most) {
    const detail = `policy number must be at most ${String(most)}, got ${String(number)}`;
    throw enrolmentProblem('POLICY_TOO_HIGH', detail, { latestPolicy });
  }
}

function latestPolicyOf(versions: readonly VersionRow[]): number {
  return Math.max(...versions.map((version) => version.policy_number));
}
