import { recover, type Ownership, type Recovered } from '@wardkeep/client';
import type { BackupSecret } from '@wardkeep/protocol';
import type { Call } from '../command/define-command.js';
import { failureOf } from '../command/failure.js';
import type { Outcome } from '../command/outcome.js';
import { requireWritable, writeNewFile } from '../input/out-file.js';
import { readMemorable } from '../input/read-input.js';
import { withDevice } from './person-state.js';

/** Options of `claim recover`. */
export interface RecoverOptions {
  readonly state?: string | undefined;
  readonly claim?: string | undefined;
  readonly backup?: string | undefined;
  readonly memorableFile?: string | undefined;
  readonly out: string;
  readonly keepKeys: boolean;
}

/** A secret and the file that it is in. */
interface WrittenSecret {
  readonly label: string;
  readonly kind: string;
  readonly bytes: number;
  readonly file: string;
}

/**
 * Recovers; the secret is on disk before anything else is done with the backup.
 *
 * @param call - of the command
 */
export async function runRecover(call: Call<RecoverOptions>): Promise<Outcome> {
  const { state, claim, backup, memorableFile, out, keepKeys } = call.options;
  await requireWritable(out);
  const memorable = await readMemorable(memorableFile, call.terminal, { isNew: false });
  let written: readonly WrittenSecret[] = [];
  const recovered = await withDevice(call, state, (context) =>
    recover(context, {
      memorable,
      afterwards: keepKeys ? 'nothing' : 'rotate',
      onSecrets: async (secrets) => {
        written = await writeSecrets(secrets, out);
      },
      ...(claim === undefined ? {} : { claimId: claim }),
      ...(backup === undefined ? {} : { backup }),
    }),
  );
  for (const { bytes } of recovered.secrets) bytes.wipe();
  return outcome(recovered, written);
}

async function writeSecrets(secrets: readonly BackupSecret[], out: string): Promise<WrittenSecret[]> {
  const written: WrittenSecret[] = [];
  for (const [at, { label, kind, bytes }] of secrets.entries()) {
    const file = at === 0 ? out : `${out}.${String(at + 1)}`;
    await writeNewFile(file, bytes.reveal());
    written.push({ label, kind, bytes: bytes.length, file });
  }
  return written;
}

function outcome(
  { backupId, backupVersion, createdAt, culprits, ownership }: Recovered,
  secrets: readonly WrittenSecret[],
): Outcome {
  const { status, error } = ownership;
  const code = error === undefined ? null : failureOf(error).code;
  return {
    json: { backupId, backupVersion, createdAt, secrets, ownership: status, ownershipError: code, culprits },
    text: [
      ...secrets.map(({ label, kind, bytes, file }) => `“${label}” (${kind}), ${String(bytes)} bytes, is in ${file}.`),
      ...culprits.map(({ index, reason }) => `Guardian ${String(index)} gave a wrong answer: ${reason}.`),
      ...ownershipLines(status, code),
    ],
  };
}

function ownershipLines(status: Ownership['status'], code: string | null): string[] {
  const owner = 'This folder is the owner now; the lost device has no more rights.';
  const later = `Not every guardian has new keys yet (${code ?? 'not asked for'}). When all are up: wardkeep rotate --resume`;
  if (status === 'rotated')
    return [owner, 'Every guardian has new keys: what was lost with the device is worth nothing.'];
  if (status === 'installed') return [owner, later];
  return code === null ? [] : [`The lost device still has its rights (${code}): recover again, into another file.`];
}
