import { findFederation, type ClientContext } from '@wardkeep/client';
import { CliError } from '../command/cli-error.js';
import { fingerprintLines } from '../terminal/show-config.js';
import type { Terminal } from '../terminal/terminal.js';

/** Words as people write them: any case, commas or line ends between them. */
const wordsOf = (text: string): string => (text.toLowerCase().match(/[a-z]+/g) ?? []).join(' ');

/**
 * The invite that leads to the federation a claim is for: an invite as it is, whatever became of its token, or the URL of a
 * node whose federation a person recognises by its words.
 *
 * @param context - of the client
 * @param target - an invite or a URL
 * @param fingerprint - the words as a guardian read them; asked about when left out
 * @param terminal - where to ask
 * @throws CliError FINGERPRINT_DIFFERS, NOT_CONFIRMED, USAGE when nobody can be asked
 */
export async function inviteFor(
  context: ClientContext,
  target: string,
  fingerprint: string | undefined,
  terminal: Terminal,
): Promise<string> {
  if (!/^https?:\/\//i.test(target)) return target;
  const found = await findFederation(context, target);
  if (fingerprint !== undefined) {
    if (wordsOf(fingerprint) === found.fingerprint.join(' ')) return found.invite;
    throw new CliError('FINGERPRINT_DIFFERS', 'the federation of this node has other words: do not trust it');
  }
  terminal.err(
    `${[`This node belongs to ${found.config.name}.`, ...fingerprintLines(found.fingerprint)].join('\n')}\n`,
  );
  if (!terminal.isInteractive) {
    throw new CliError('USAGE', 'give --fingerprint "twelve words" as a guardian reads them to you, or an invite');
  }
  const answer = await terminal.ask('Call a guardian: do they read the same twelve words to you? Type yes: ');
  if (answer.toLowerCase() !== 'yes') throw new CliError('NOT_CONFIRMED', 'nothing was sent');
  return found.invite;
}
