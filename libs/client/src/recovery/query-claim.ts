import {
  parseEnvelopeOf,
  ProtocolError,
  verifyEpochPart,
  verifyManifest,
  verifyVote,
  type ClaimedBackup,
  type ClaimQueryAnswer,
  parseGuardianIndex,
  type GuardianIndex,
  type ParsedStatement,
  type SealedConfig,
  type SoundEpochPart,
  type SoundManifest,
  type Vote,
} from '@wardkeep/protocol';
import { agree, collect, type ClientContext, type Outcome } from '../core/index.js';
import { buildClaimQuery, type OpenedClaim } from './claim-session.js';

/** One guardian's answer, with everything in it that can be checked, checked. */
export interface ClaimAnswer extends Omit<ClaimQueryAnswer, 'votes' | 'backups'> {
  readonly votes: readonly Vote[];
  readonly backups: readonly AnsweredBackup[];
}

/** A backup as one guardian describes it. */
export interface AnsweredBackup extends Omit<ClaimedBackup, 'manifest' | 'epochPart' | 'policy'> {
  readonly manifest: SoundManifest;
  readonly epochPart: SoundEpochPart;
  /** By whichever key had the rights then. */
  readonly policy: ParsedStatement<'policy'>;
}

/** A backup that enough guardians describe alike. */
export interface AgreedBackup {
  readonly manifest: SoundManifest;
  readonly epochPart: SoundEpochPart;
  /** The newest policy that most of them have. */
  readonly policy: ParsedStatement<'policy'>;
  /** Every guardian's own view. */
  readonly views: ReadonlyMap<GuardianIndex, AnsweredBackup>;
  /** When it was committed: what the middle one of the guardians says, milliseconds since 1970. */
  readonly committedAt: number;
}

/** What the guardians say of a claim. */
export interface QueriedClaim {
  readonly outcomes: readonly Outcome<ClaimAnswer>[];
  readonly answers: ReadonlyMap<GuardianIndex, ClaimAnswer>;
  /** Every vote that any guardian showed and that verifies. */
  readonly votes: readonly Vote[];
  /** Backups that at least t guardians list, newest first. */
  readonly backups: readonly AgreedBackup[];
}

/**
 * Asks guardians how a claim stands. One of them alone is never believed: votes are verified, backups count when t guardians
 * list the same.
 *
 * @param context - the context
 * @param claim - the claim
 * @param isEnough - ends the waiting early, over the answers so far; then q guardians are asked first. All when left out
 */
export async function queryClaim(
  context: ClientContext,
  claim: OpenedClaim,
  isEnough?: (answers: ReadonlyMap<GuardianIndex, ClaimAnswer>) => boolean,
): Promise<QueriedClaim> {
  const { config } = claim.federation;
  const seen = new SeenStatements(config, claim.claimId);
  const { outcomes, ok } = await collect<ClaimAnswer>(
    context,
    claim.federation.guardians,
    async (guardian, options) => {
      // Signed when it is sent: a guardian takes no query that is a minute old.
      const query = buildClaimQuery(claim, context.clock.now(), context.rng).text;
      return seen.check(await guardian.queryClaim({ query }, options));
    },
    {
      step: 'query-claim',
      ...(isEnough === undefined
        ? {}
        : { firstWave: config.size.approvalThreshold, isEnough: (found) => isEnough(answersOf(found)) }),
    },
  );
  const answers = answersOf(ok);
  const votes = new Map(
    [...answers.values()].flatMap((answer) => answer.votes).map((vote) => [vote.statement.id, vote]),
  );
  return { outcomes, answers, votes: [...votes.values()], backups: agreedBackups(answers, config) };
}

function answersOf(ok: readonly { readonly index: number; readonly value: ClaimAnswer }[]) {
  return new Map(ok.map(({ index, value }) => [parseGuardianIndex(index), value]));
}

/**
 * Backups that at least t guardians list alike.
 *
 * @param answers - checked answers
 * @param config - the config in force
 */
export function agreedBackups(answers: ReadonlyMap<GuardianIndex, ClaimAnswer>, config: SealedConfig): AgreedBackup[] {
  const said = [...answers].flatMap(([index, answer]) => answer.backups.map((value) => ({ index, value })));
  return agree(said, ({ manifest, epochPart }) => `${manifest.id}/${epochPart.statement.id}`)
    .filter((group) => config.size.hasRecoverQuorum(group.indexes.map(parseGuardianIndex)))
    .map(({ value: { manifest, epochPart, policy: first }, values }) => {
      const views = new Map([...values].map(([index, view]) => [parseGuardianIndex(index), view]));
      const times = [...views.values()].map((view) => view.committedAt).sort((a, b) => a - b);
      const committedAt = times[Math.floor(times.length / 2)] ?? 0;
      const [policies] = agree(
        [...values].map(([index, { policy }]) => ({ index, value: policy })),
        (policy) => policy.id,
      );
      return { manifest, epochPart, policy: policies?.value ?? first, views, committedAt };
    })
    .sort((a, b) => b.committedAt - a.committedAt || (a.manifest.id < b.manifest.id ? -1 : 1));
}

function policyOf(text: string, manifest: SoundManifest): ParsedStatement<'policy'> {
  const policy = parseEnvelopeOf(text, 'policy');
  if (policy.body.backupId !== manifest.body.header.backupId) {
    throw new ProtocolError('WRONG_SUBJECT', 'policy is of another backup');
  }
  return policy;
}

/** Statements that several guardians show are verified once. */
class SeenStatements {
  readonly #votes = new Map<string, Vote>();
  readonly #backups = new Map<string, { readonly manifest: SoundManifest; readonly epochPart: SoundEpochPart }>();

  constructor(
    private readonly config: SealedConfig,
    private readonly claimId: string,
  ) {}

  check(answer: ClaimQueryAnswer): ClaimAnswer {
    const { votes, backups, ...rest } = answer;
    return {
      ...rest,
      votes: votes.map((text) => this.voteOf(text)),
      backups: backups.map(({ manifest, epochPart, policy, ...view }) => {
        const backup = this.backupOf(manifest, epochPart);
        return { ...view, ...backup, policy: policyOf(policy, backup.manifest) };
      }),
    };
  }

  private voteOf(text: string): Vote {
    const known = this.#votes.get(text);
    if (known !== undefined) return known;
    const vote = verifyVote(text, { config: this.config, claimId: this.claimId });
    this.#votes.set(text, vote);
    return vote;
  }

  private backupOf(manifestText: string, epochPartText: string) {
    const key = `${manifestText}\n${epochPartText}`;
    const known = this.#backups.get(key);
    if (known !== undefined) return known;
    const manifest = verifyManifest(manifestText, { federationId: this.config.federationId });
    const backup = { manifest, epochPart: verifyEpochPart(epochPartText, manifest, this.config) };
    this.#backups.set(key, backup);
    return backup;
  }
}
