import { cryptoReady } from '@wardkeep/crypto';
import type { BackupSecret, IdentityInput } from '@wardkeep/protocol';
import { federationOf, type ClientContext } from './core/index.js';
import { enrolWith, type EnrolRequest } from './enrol.js';
import type { EnrolmentResult } from './enrolment/carry-out.js';
import { confirmAndStore, discover } from './join.js';

/**
 * Joins a federation and enrols a secret with it: the one call that a wallet makes at its first connection. Whether the
 * config is current is asked while the secret is being sealed; nothing is stored or leaves the device before q guardians say so.
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
  await cryptoReady();
  const discovered = await discover(context, invite);
  const { federationId, config, announcements } = discovered;
  const request = { secrets: [secret], ...options, federationId, identity, memorable };
  const federation = federationOf(context, config, announcements);
  return enrolWith(context, federation, request, confirmAndStore(context, discovered));
}
