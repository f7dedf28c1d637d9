import type { BackupSecret, IdentityInput } from '@wardkeep/protocol';
import type { ClientContext } from './core/index.js';
import { enrol, type EnrolRequest } from './enrol.js';
import type { EnrolmentResult } from './enrolment/carry-out.js';
import { join } from './join.js';

/**
 * Joins a federation and enrols a secret with it: the one call that a wallet makes at its first connection.
 *
 * @param context - the context
 * @param invite - the invite code
 * @param secret - what to back up
 * @param identity - the owner's, as typed from their papers
 * @param memorable - the memorable information as typed
 * @param options - policy, contact, how many receipts to wait for
 * @throws as `join` and `enrol`; once it is joined, an enrolment that was cut off goes on with `resumeEnrolment`
 */
export async function joinAndEnrol(
  context: ClientContext,
  invite: string,
  secret: BackupSecret,
  identity: IdentityInput,
  memorable: string,
  options: Partial<Omit<EnrolRequest, 'federationId' | 'identity' | 'memorable'>> = {},
): Promise<EnrolmentResult> {
  const { federationId } = await join(context, invite);
  return enrol(context, { secrets: [secret], ...options, federationId, identity, memorable });
}
