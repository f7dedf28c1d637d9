import type { CaseAnswer, CaseBackup, CaseSummary } from '../console/case-answers.js';
import { showTime } from './advice.js';
import { table } from './table.js';

/**
 * Cases as a list.
 *
 * @param cases - from a node
 */
export function caseListLines(cases: readonly CaseSummary[]): string[] {
  if (cases.length === 0) return ['No cases.'];
  return cases.flatMap((summary) => [
    `${summary.words.join(' ')}  (${summary.claimId})`,
    `  ${practiceOf(summary)}${summary.status}, ${approvalsOf(summary)}; ${summary.name ?? 'identity not readable yet'}; opened ${showTime(summary.openedAt)}`,
    ...(summary.ownDecision === null ? [] : [`  this guardian decided: ${summary.ownDecision}`]),
  ]);
}

/**
 * A case in full, with what the guardian should do.
 *
 * @param view - from a node
 */
export function caseLines(view: CaseAnswer): string[] {
  const { identity, votes, backups, earlierClaims, equivocations } = view;
  return [
    `Case ${view.claimId}: ${practiceOf(view)}${view.status}, ${approvalsOf(view)}`,
    `  Six words, which the claimant must read to you: ${view.words.join(' ')}`,
    `  Claims to be: ${identity?.display ?? '(not readable)'}${warningOf(view)}`,
    `  Contact: ${identity?.contact ?? '-'}`,
    `  Opened ${showTime(view.openedAt)}, expires ${showTime(view.expiresAt)}`,
    ...(view.delayEndsAt === null ? [] : [`  The waiting time ends ${showTime(view.delayEndsAt)}`]),
    ...(earlierClaims.length === 0 ? [] : [`  ${String(earlierClaims.length)} earlier claim(s) on this identity`]),
    ...(equivocations.length === 0 ? [] : ['  A guardian signed contradictory statements here: evidence is kept']),
    ...votes.map(voteLine),
    ...backups.flatMap(backupLines),
    ...(view.holdsBackup ? [] : ['  No backup under this identity is known to this node.']),
    ...nextOf(view),
  ];
}

const practiceOf = ({ practice }: CaseSummary): string => (practice ? 'PRACTICE, ' : '');

function approvalsOf({ approvals, approvalsNeeded, rejections }: CaseSummary): string {
  const rejected = rejections === 0 ? '' : `, ${String(rejections)} against`;
  return `${String(approvals)} of ${String(approvalsNeeded)} approvals${rejected}`;
}

function warningOf({ identityStatus }: CaseSummary): string {
  if (identityStatus === 'matches') return '';
  return identityStatus === 'pending' ? ' (still being checked)' : ' (NOT the identity that the claim is sealed with)';
}

function voteLine({ guardian, name, decision, method, documents, counts }: CaseAnswer['votes'][number]): string {
  const how = [method, ...documents].join(', ');
  return `  ${name} (guardian ${String(guardian)}): ${decision}, ${how}${counts ? '' : ' (does not count)'}`;
}

function backupLines(backup: CaseBackup): string[] {
  const { backupId, committedAt, status, guesses, isVetoed, overriddenAt } = backup;
  const since = committedAt === null ? '' : ` of ${showTime(committedAt)}`;
  const lines = [
    `  Backup ${backupId}${since}: ${status}, ${String(guesses.left)} of ${String(guesses.limit)} guesses left`,
  ];
  if (isVetoed) lines.push('    vetoed by the owner key; meet the claimant again before: wardkeep case override');
  if (overriddenAt !== null) lines.push(`    the owner key has no more rights from ${showTime(overriddenAt)}`);
  return lines;
}

function nextOf({ status, ownDecision, words }: CaseAnswer): string[] {
  if (status !== 'open' || ownDecision !== null) return [];
  return [
    '',
    'Meet the claimant, check the papers, let them read the six words to you. Then, with the identity as in the papers:',
    ...table([[`wardkeep case approve "${words.join(' ')}" --identity-file F --method in-person --document passport`]]),
  ];
}
