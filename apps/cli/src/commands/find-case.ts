import { CliError } from '../command/cli-error.js';
import { caseAnswer, type CaseAnswer, type CaseBackup } from '../console/case-answers.js';
import type { NodeConsole } from '../console/node-console.js';
import { listCases } from './list-cases.js';

const CLAIM_ID = /^[A-Za-z0-9_-]{43}$/;
/** Fewest characters by which a claim may be named. */
const SHORTEST = 6;

/**
 * The claim that is meant.
 *
 * @param node - console of the node
 * @param named - its id, the beginning of its id, or its six words as the claimant read them
 * @returns its id
 * @throws NodeRefusal CLAIM_NOT_FOUND of the node when only it can say
 * @throws CliError USAGE when there is none, AMBIGUOUS when there are several
 */
export async function findCase(node: NodeConsole, named: string): Promise<string> {
  if (CLAIM_ID.test(named)) return named;
  const words = named.toLowerCase().match(/[a-z]+/g) ?? [];
  const cases = await listCases(node, 'all');
  const meant = cases.filter(
    (each) => each.words.join(' ') === words.join(' ') || (named.length >= SHORTEST && each.claimId.startsWith(named)),
  );
  const [one, ...others] = meant;
  if (one === undefined) throw new CliError('USAGE', 'no case with this id or these six words: see wardkeep case list');
  if (others.length > 0) throw new CliError('AMBIGUOUS', 'several cases begin like that: give the whole id');
  return one.claimId;
}

/**
 * Everything that a node knows of a case.
 *
 * @param node - console of the node
 * @param claimId - the claim
 */
export function getCase(node: NodeConsole, claimId: string): Promise<CaseAnswer> {
  return node.send({ method: 'GET', path: `/admin/v1/cases/${claimId}`, answer: caseAnswer });
}

/**
 * The backup that is meant: the newest version of it, unless a version is named.
 *
 * @param view - the case
 * @param named - id of the backup or of a version's manifest; may be left out where there is only one backup
 * @throws CliError USAGE, AMBIGUOUS
 */
export function chooseBackup({ backups }: CaseAnswer, named: string | undefined): CaseBackup {
  const meant =
    named === undefined ? backups : backups.filter((each) => [each.backupId, each.manifestId].includes(named));
  const [newest] = [...meant].sort((a, b) => b.backupVersion - a.backupVersion);
  if (newest === undefined) throw new CliError('USAGE', 'this node knows no such backup under the claimed identity');
  if (meant.some(({ backupId }) => backupId !== newest.backupId)) {
    throw new CliError('AMBIGUOUS', 'the identity has several backups: name one with --backup');
  }
  return newest;
}
