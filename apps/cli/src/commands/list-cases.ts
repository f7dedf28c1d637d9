import { type CASE_FILTERS, casesAnswer, type CaseSummary } from '../console/case-answers.js';
import type { NodeConsole } from '../console/node-console.js';

/** As many as a node gives at once. */
const PAGE = 100;

/**
 * All cases of a node, page by page, newest first.
 *
 * @param node - console of the node
 * @param status - which of them
 */
export async function listCases(node: NodeConsole, status: (typeof CASE_FILTERS)[number]): Promise<CaseSummary[]> {
  const all: CaseSummary[] = [];
  for (let after = ''; ;) {
    const path = `/admin/v1/cases?status=${status}&limit=${String(PAGE)}${after}`;
    const { cases } = await node.send({ method: 'GET', path, answer: casesAnswer });
    all.push(...cases);
    const last = cases.at(-1);
    if (last === undefined || cases.length < PAGE) return all;
    after = `&before=${String(last.openedAt)}&beforeId=${last.claimId}`;
  }
}
