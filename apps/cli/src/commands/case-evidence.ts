import { decodeBase64url } from '@wardkeep/crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../command/cli-error.js';
import type { Outcome } from '../command/outcome.js';
import { evidenceAnswer } from '../console/case-answers.js';
import type { NodeConsole } from '../console/node-console.js';
import { writeNewFile } from '../input/out-file.js';
import { getCase } from './find-case.js';

const ENDINGS = new Map([
  ['application/pdf', 'pdf'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
]);

/**
 * Writes the documents of a claim into a folder, one file each, for a guardian to look at.
 *
 * @param node - console of the guardian's node
 * @param claimId - the claim
 * @param folder - made when it is not there
 * @throws CliError FILE_EXISTS, FILE_UNREADABLE
 */
export async function saveEvidence(node: NodeConsole, claimId: string, folder: string): Promise<Outcome> {
  const { evidence } = await getCase(node, claimId);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new CliError('FILE_UNREADABLE', `folder ${folder} cannot be made`, { cause });
  });
  const files: string[] = [];
  for (const [at, { digest }] of evidence.filter(({ isHere }) => isHere).entries()) {
    const path = `/admin/v1/cases/${claimId}/evidence/${digest}`;
    const { mediaType, content } = await node.send({ method: 'GET', path, answer: evidenceAnswer });
    const file = join(folder, `evidence-${String(at + 1)}.${ENDINGS.get(mediaType) ?? 'bin'}`);
    await writeNewFile(file, decodeBase64url(content));
    files.push(file);
  }
  const absent = evidence.length - files.length;
  const missing = absent === 0 ? [] : [`${String(absent)} more have not reached this node.`];
  const text = evidence.length === 0 ? ['The claimant sent no documents.'] : [...files, ...missing];
  const warning = files.length === 0 ? [] : ['They come from a stranger: open them where they can do no harm.'];
  return { json: { claimId, files, absent }, text: [...text, ...warning] };
}
