import { parseEnvelopeOf, verifyGuardianStatement, type BackupId, type PathPolicy } from '@wardkeep/protocol';
import { agree, collect, type ClientContext, type JoinedFederation } from '../core/index.js';
import { signCheckUp } from './check-up-request.js';
import type { DeviceOwnerKey } from './owner-key.js';
import type { VersionNumbers } from './version-to-enrol.js';

/** What guardians know of a backup that this device does not: one whose owner it became by recovering it. */
export interface KnownToGuardians {
  readonly numbers: VersionNumbers;
  readonly policy: PathPolicy;
}

interface Said {
  readonly backupVersion: number;
  readonly policyNumber: number;
  readonly policy: PathPolicy;
}

/**
 * Asks the guardians which version and policy of a backup are the latest. What t of them say alike counts, so that liars can
 * neither drive the numbers up nor loosen the policy.
 *
 * @param context - the context
 * @param federation - whom to ask
 * @param owner - the owner key in force
 * @param backupId - the backup
 * @returns the numbers of the version to come, or null when no t guardians agree that there is one
 */
export async function askNumbers(
  context: ClientContext,
  federation: JoinedFederation,
  owner: DeviceOwnerKey,
  backupId: BackupId,
): Promise<KnownToGuardians | null> {
  const { config } = federation;
  const { ok } = await collect(
    context,
    federation.guardians,
    async (guardian, options) => {
      const { request, nonce } = signCheckUp(context, config, owner, guardian.index);
      const answer = await guardian.checkUp({ request }, options);
      const { body } = verifyGuardianStatement(answer.health, 'health', config, guardian.index);
      if (body.nonce !== nonce) return null;
      const versions = body.backups
        .filter((backup) => backup.backupId === backupId)
        .map((backup) => backup.backupVersion);
      const policies = answer.statements.filter((text) => text.includes('"type":"policy"') && text.includes(backupId));
      const newest = policies
        .map((text) => parseEnvelopeOf(text, 'policy').body)
        .filter((policy) => policy.backupId === backupId)
        .toSorted((a, b) => b.number - a.number)[0];
      if (versions.length === 0 || newest === undefined) return null;
      const policy = newest.paths.recovery ?? {};
      return { backupVersion: Math.max(...versions), policyNumber: newest.number, policy };
    },
    { step: 'check-up' },
  );
  const said = ok.flatMap(({ index, value }): { index: number; value: Said }[] =>
    value === null ? [] : [{ index, value }],
  );
  const [largest] = agree(said, (value) => JSON.stringify(value));
  if (largest === undefined || largest.indexes.length < config.size.recoverThreshold) return null;
  const { backupVersion, policyNumber, policy } = largest.value;
  return { numbers: { backupId, backupVersion: backupVersion + 1, policyNumber: policyNumber + 1 }, policy };
}
