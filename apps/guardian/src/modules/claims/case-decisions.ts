import { parseEnvelopeOf, type CaseView, type SealedConfig } from '@wardkeep/protocol';
import type { FactRow } from './claim.repository.js';

type Signed = { readonly signer: { readonly index: number }; readonly issuedAt: number };

function signerOf({ signer, issuedAt }: Signed, config: SealedConfig) {
  const name = config.guardians.find(({ index }) => index === signer.index)?.name ?? '';
  return { guardian: signer.index, name, issuedAt };
}

/**
 * Overrides on a claim, as operators see them.
 *
 * @param facts - What is known of the claim.
 * @param config - The config in force.
 */
export function shownOverrides(facts: readonly FactRow[], config: SealedConfig): CaseView['overrides'] {
  return facts
    .filter(({ type }) => type === 'override')
    .map(({ id, text }) => {
      const { body } = parseEnvelopeOf(text, 'override');
      return { id, ...signerOf(body, config), backupId: body.backupId, ownerKey: body.ownerKey };
    });
}

/** Vetoes on a claim, as operators see them. */
export function shownVetoes(facts: readonly FactRow[]): CaseView['vetoes'] {
  return facts
    .filter(({ type }) => type === 'veto')
    .map(({ id, text }) => {
      const { body } = parseEnvelopeOf(text, 'veto');
      return { id, backupId: body.backupId, issuedAt: body.issuedAt };
    });
}

/**
 * Unlocks of the backups under a claim, as operators see them.
 *
 * @param rows - Unlock statements.
 * @param config - The config in force.
 */
export function shownUnlocks(
  rows: readonly { readonly id: string; readonly text: string }[],
  config: SealedConfig,
): CaseView['unlocks'] {
  return rows.map(({ id, text }) => {
    const { body } = parseEnvelopeOf(text, 'unlock');
    const { manifestId, path, limit } = body;
    return { id, ...signerOf(body, config), manifestId, path, limit };
  });
}
