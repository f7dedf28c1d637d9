/** What a person can do about a failure, by code. */
const ADVICE: Readonly<Record<string, string>> = Object.freeze({
  NODE_NOT_RUNNING: 'Start it with: wardkeep guardian start --dir DIR',
  NOT_SEALED: 'The federation is not sealed yet: every guardian must run: wardkeep federation sign --dir DIR',
  NOT_APPROVED: 'Ask the guardians, read them the six words, and come back: wardkeep claim status',
  DELAY_NOT_OVER: 'The waiting time still runs: wardkeep claim status shows when it ends.',
  PATH_LOCKED: 'Only the guardians can allow more guesses: wardkeep case unlock',
  TOO_FEW_GUARDIANS: 'Nothing is lost. Try again when more guardians can be reached; what was done is kept.',
  SCRIPT_NOT_SUPPORTED: 'Type the names as in the Latin line of the passport.',
  NOT_JOINED: 'Join a federation first: wardkeep join INVITE',
  NOT_ENROLLED: 'This folder has no backup yet: wardkeep enrol',
  NOT_CLAIMED: 'Open a claim first: wardkeep claim open INVITE',
  INVITE_EXPIRED: 'Ask a guardian for a new invite. For a claim this one still works: wardkeep claim open',
  INVITE_USED_UP: 'Ask a guardian for a new invite. For a claim this one still works: wardkeep claim open',
  INVITE_REVOKED: 'Ask a guardian for a new invite. For a claim this one still works: wardkeep claim open',
  INVITE_TRUNCATED: 'Copy the whole code; it is one long word that begins with wk1.',
  INVITE_ALTERED: 'A character is wrong: copy the code again, or scan it.',
  IDENTITY_MISMATCH: 'The papers are not of the person that the claim names. Do not approve.',
});

/**
 * What to do about a failure.
 *
 * @param code - its code
 * @param extras - what came with it
 * @returns lines for a person; none when there is nothing to say
 */
export function adviceOn(code: string, extras: Readonly<Record<string, unknown>>): readonly string[] {
  const { guessesLeft, releasableAt } = extras;
  const lines: string[] = [];
  if (typeof guessesLeft === 'number') {
    lines.push(`Think before the next guess: the guardians count them, and only they could allow more than these.`);
  }
  if (typeof releasableAt === 'number') lines.push(`Not before ${showTime(releasableAt)}.`);
  const general = ADVICE[code];
  if (general !== undefined) lines.push(general);
  return lines;
}

/**
 * A moment for people, in their own time zone.
 *
 * @param ms - milliseconds since 1970
 */
export function showTime(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' }).format(ms);
}
