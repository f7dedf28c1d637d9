import type { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { proposalsAnswer, type ProposalAnswer } from '../console/federation-answers.js';
import type { NodeConsole } from '../console/node-console.js';

/**
 * What is proposed on a node.
 *
 * @param node - its console
 * @param withPreflight - also try the ways between the guardians, which takes a moment
 */
export function listProposals(node: NodeConsole, withPreflight: boolean): Promise<z.infer<typeof proposalsAnswer>> {
  const path = `/admin/v1/federation/proposal?preflight=${String(withPreflight)}`;
  return node.send({ method: 'GET', path, answer: proposalsAnswer });
}

/**
 * The proposal that is meant.
 *
 * @param proposals - all that the node knows
 * @param by - its words, or its id, where there may be several
 * @throws CliError FINGERPRINT_DIFFERS when none has these words; USAGE when there is none; AMBIGUOUS when there are several
 */
export function chooseProposal(
  proposals: readonly ProposalAnswer[],
  by: { readonly fingerprint?: string | undefined; readonly configId?: string | undefined },
): ProposalAnswer {
  const current = proposals.filter(({ status }) => status !== 'refused');
  const named = by.configId === undefined ? current : current.filter(({ configId }) => configId === by.configId);
  const words =
    by.fingerprint === undefined ? undefined : (by.fingerprint.toLowerCase().match(/[a-z]+/g) ?? []).join(' ');
  const meant = words === undefined ? named : named.filter(({ fingerprint }) => fingerprint.join(' ') === words);
  const [one, ...others] = meant;
  if (one === undefined) {
    if (named.length > 0)
      throw new CliError('FINGERPRINT_DIFFERS', 'nothing with these words is proposed here: do not sign');
    throw new CliError('USAGE', 'nothing like that is proposed: ask who proposes, or run wardkeep federation propose');
  }
  if (others.length > 0) throw new CliError('AMBIGUOUS', 'several federations are proposed: name one with --config');
  return one;
}
