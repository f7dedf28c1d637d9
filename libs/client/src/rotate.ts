import { cryptoReady } from '@wardkeep/crypto';
import { parseEnvelopeOf, type BackupId } from '@wardkeep/protocol';
import { InputError, openFederation, readState, type ClientContext } from './core/index.js';
import { enrolVersion, type EnrolRequest } from './enrol.js';
import { askNumbers } from './enrolment/ask-numbers.js';
import type { EnrolmentResult } from './enrolment/carry-out.js';
import { findOwnerKey } from './enrolment/owner-key.js';
import { isSameBackup, nextNumbers } from './enrolment/version-to-enrol.js';

/** What to put in the place of a backup's present version. */
export interface RotateRequest extends EnrolRequest {
  readonly backupId: BackupId;
}

/**
 * Replaces a backup by a new version with new keys, new shards and, if wished, new memorable information or secrets (protocol.md
 * §9, owner-led). Also heals a backup that is under-held, and makes one that was recovered the device's own. The old version
 * stays recoverable until the commit, and for 7 days after it.
 *
 * @param context - the context
 * @param request - all that `enrol` takes, and which backup; label and policy stay as they are when left out
 * @throws InputError NOT_ENROLLED when neither this device nor t guardians know it as a backup of an owner key of this device
 * @throws as `enrol`
 */
export async function rotate(context: ClientContext, request: RotateRequest): Promise<EnrolmentResult> {
  await cryptoReady();
  const federation = await openFederation(context, request.federationId);
  const state = await readState(context);
  const { federationId } = federation;
  const { backupId } = request;
  const numbers = nextNumbers(state, federation, backupId);
  if (numbers !== null) {
    const known = state.backups.find((backup) => isSameBackup(backup, { federationId, backupId }));
    const kept = known === undefined ? undefined : parseEnvelopeOf(known.policy, 'policy').body.paths.recovery;
    const filled = { ...request, label: request.label ?? known?.label, policy: request.policy ?? kept };
    return enrolVersion(context, filled, numbers);
  }
  const owner = findOwnerKey(state, federationId);
  const found = owner === null ? null : await askNumbers(context, federation, owner, backupId);
  if (found === null) throw new InputError('NOT_ENROLLED', 'this device knows no such backup');
  return enrolVersion(context, { ...request, policy: request.policy ?? found.policy }, found.numbers);
}
