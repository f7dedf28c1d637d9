import { findEvidenceType, LIMITS, type EvidenceInput } from '@wardkeep/protocol';
import { CliError } from '../command/cli-error.js';
import type { Terminal } from '../terminal/terminal.js';
import { readInput } from './read-input.js';

/**
 * Reads the documents that a claimant shows the guardians.
 *
 * @param files - paths
 * @param terminal - for standard input
 * @throws CliError FILE_UNREADABLE; FILE_INVALID for anything but PDF, PNG and JPEG, and for too many
 */
export async function readEvidence(files: readonly string[], terminal: Terminal): Promise<EvidenceInput[]> {
  if (files.length > LIMITS.evidenceFiles) {
    throw new CliError('FILE_INVALID', `evidence must be at most ${String(LIMITS.evidenceFiles)} files`);
  }
  const evidence: EvidenceInput[] = [];
  for (const file of files) {
    const bytes = await readInput(file, terminal, 'evidence');
    const mediaType = findEvidenceType(bytes);
    if (mediaType === null) throw new CliError('FILE_INVALID', `evidence file ${file} must be a PDF, PNG or JPEG`);
    evidence.push({ mediaType, bytes: Uint8Array.from(bytes) });
  }
  return evidence;
}
