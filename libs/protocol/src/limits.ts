/** Default limits of the protocol (protocol.md §11). Every one is checked and has a coded error. */
export const LIMITS = Object.freeze({
  /** Largest canonical envelope, bytes. */
  statementBytes: 64 * 1024,
  /** Largest encrypted payload C, bytes. */
  payloadBytes: 16 * 1024 * 1024,
  /** Largest single piece of evidence, bytes of ciphertext. */
  evidenceBytes: 10 * 1024 * 1024,
  /** Most pieces of evidence in one claim. */
  evidenceFiles: 10,
  /** G: guesses at a path's memorable information before it locks. */
  guessLimit: 10,
  /** Highest limit that q guardians may grant with unlocks. */
  guessLimitMaximum: 30,
  /** Default delay between certificate and release on the recovery path, seconds. */
  recoveryDelaySeconds: 24 * 3600,
  /** Default waiting period of the inheritance path, seconds. */
  inheritanceWaitingSeconds: 30 * 24 * 3600,
  /** How long after q override votes an owner key loses its rights, seconds. */
  overrideSeconds: 7 * 24 * 3600,
  /** How long deletions, replacements and loosened policies wait before they take effect, seconds. */
  ownerChangeSeconds: 7 * 24 * 3600,
  /** How long a claim lives from its opening, and again from the end of its delay, seconds. */
  claimLifetimeSeconds: 30 * 24 * 3600,
  /** Tolerated difference between two clocks, seconds. */
  clockSkewSeconds: 60,
  /** How long staging with a receipt is kept, seconds. */
  receiptedStagingSeconds: 30 * 24 * 3600,
  /** How long staging without a receipt is kept, seconds. */
  stagingSeconds: 24 * 3600,
  /** Most that a policy number or a backup version may be above the newest known: nobody uses them up at one stroke. */
  numberJump: 1000,
  /** Most backups that one lookupId may have on a node. */
  backupsPerIdentity: 32,
  /** Most live versions of one backup that one owner key may have on a node: what replaced them keeps them for 7 days. */
  versionsPerBackup: 8,
  /** Most backups that a node lists in one claim: more than backups and versions can be, with some changes of owner keys. */
  backupsPerClaim: 512,
  /** Identities are padded to this many bytes before they are sealed. */
  identityPaddedBytes: 1024,
});

/** The weakest Argon2id parameters that any client or node accepts (RFC 9106; protocol.md §5.1). */
export const KDF_FLOOR = Object.freeze({ memoryKib: 64 * 1024, passes: 3, parallelism: 4 });
/** The costliest Argon2id parameters that any client or node accepts: beyond them a planted backup only burns a claimant's time. */
export const KDF_CEILING = Object.freeze({ memoryKib: 1024 * 1024, passes: 16, parallelism: 16 });
