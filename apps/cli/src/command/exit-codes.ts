/** What the exit code of `wardkeep` says. Scripts rely on the numbers: they never change. */
export const EXIT = Object.freeze({
  done: 0,
  failed: 1,
  usage: 2,
  wrongMemorable: 3,
  notApproved: 4,
  locked: 5,
  tooFewGuardians: 6,
  refused: 7,
});
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For the end of every `--help`. */
export const EXIT_HELP = `Exit codes:
  0 done   1 failed   2 usage   3 wrong memorable information   4 not approved yet
  5 locked or out of guesses   6 too few guardians   7 refused, with a code`;
