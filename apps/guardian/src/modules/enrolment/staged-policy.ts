import { parseEnvelopeOf, type StatementId } from '@wardkeep/protocol';

/**
 * The policy that a version was staged with. Later ones raise the number that a version carries, and a thief of the owner key
 * may sign any number; only the receipt says which one came with the manifest.
 *
 * @param receipt - This node's own receipt for the version.
 */
export function stagedPolicyOf(receipt: string): StatementId {
  return parseEnvelopeOf(receipt, 'receipt').body.policyId;
}
