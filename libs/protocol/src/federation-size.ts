import { ProtocolError } from './errors.js';

declare const guardianIndexBrand: unique symbol;

/** A guardian's number within a federation, 1 to 255, never reused (protocol.md §2). */
export type GuardianIndex = number & { readonly [guardianIndexBrand]: true };

/**
 * Reads a guardian index that came from outside.
 *
 * @param value - anything
 * @returns the index
 * @throws ProtocolError GUARDIAN_INDEX_INVALID when it is not an integer from 1 to 255
 */
export function parseGuardianIndex(value: unknown): GuardianIndex {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 255) {
    throw new ProtocolError('GUARDIAN_INDEX_INVALID', 'guardian index must be an integer from 1 to 255');
  }
  return value as GuardianIndex;
}

/** The three numbers of a {@link FederationSize} as they stand in a federation config. */
export interface FederationSizeNumbers {
  /** n: how many guardians there are. */
  readonly guardians: number;
  /** t: how many parts a recovery needs. */
  readonly recoverThreshold: number;
  /** q: how many distinct approvals a recovery needs. */
  readonly approvalThreshold: number;
}

/**
 * The size and thresholds of a federation, and all arithmetic with them (protocol.md §2).
 *
 * What is counted is always distinct guardians, never messages: the methods that count take indexes and drop repeats
 * themselves, so that no caller can forget to. Callers count only guardians that they have verified.
 */
export class FederationSize implements FederationSizeNumbers {
  static readonly MINIMUM = 3;
  static readonly MAXIMUM = 50;

  readonly guardians: number;
  readonly recoverThreshold: number;
  readonly approvalThreshold: number;

  private constructor(guardians: number, recoverThreshold: number, approvalThreshold: number) {
    this.guardians = guardians;
    this.recoverThreshold = recoverThreshold;
    this.approvalThreshold = approvalThreshold;
    Object.freeze(this);
  }

  /**
   * @param guardians - n, 3 to 50
   * @param recoverThreshold - t, n/2 \< t ≤ n
   * @param approvalThreshold - q, t ≤ q ≤ n
   * @returns the size
   * @throws ProtocolError FEDERATION_SIZE_INVALID when a bound does not hold
   */
  static of(guardians: number, recoverThreshold: number, approvalThreshold: number): FederationSize {
    requireBetween('federation size', guardians, FederationSize.MINIMUM, FederationSize.MAXIMUM);
    requireBetween('recoverThreshold', recoverThreshold, majority(guardians), guardians);
    requireBetween('approvalThreshold', approvalThreshold, recoverThreshold, guardians);
    return new FederationSize(guardians, recoverThreshold, approvalThreshold);
  }

  /**
   * @param guardians - n, 3 to 50
   * @returns the size with t = q = floor(n/2) + 1, so that any minority may lose its keys for ever
   * @throws ProtocolError FEDERATION_SIZE_INVALID when n is out of bounds
   */
  static defaults(guardians: number): FederationSize {
    requireBetween('federation size', guardians, FederationSize.MINIMUM, FederationSize.MAXIMUM);
    return FederationSize.of(guardians, majority(guardians), majority(guardians));
  }

  /**
   * @param value - anything, such as the size in a config that came from outside
   * @returns the size
   * @throws ProtocolError FEDERATION_SIZE_INVALID when it is not three integers within bounds
   */
  static parse(value: unknown): FederationSize {
    if (typeof value !== 'object' || value === null) {
      throw new ProtocolError('FEDERATION_SIZE_INVALID', 'federation size must be an object');
    }
    const numbers = value as Record<keyof FederationSizeNumbers, unknown>;
    return FederationSize.of(
      requireNumber('federation size', numbers.guardians),
      requireNumber('recoverThreshold', numbers.recoverThreshold),
      requireNumber('approvalThreshold', numbers.approvalThreshold),
    );
  }

  /** @returns whether these guardians, each counted once, are q: enough to approve, to ticket, to override or to unlock */
  hasApprovalQuorum(indexes: Iterable<GuardianIndex>): boolean {
    return new Set(indexes).size >= this.approvalThreshold;
  }

  /** @returns whether these guardians, each counted once, are t: enough to combine parts */
  hasRecoverQuorum(indexes: Iterable<GuardianIndex>): boolean {
    return new Set(indexes).size >= this.recoverThreshold;
  }

  /** @returns whether so many distinct guardians rejected a claim that q approvals can no longer come together */
  hasClosingRejections(indexes: Iterable<GuardianIndex>): boolean {
    return new Set(indexes).size >= this.rejectionsToClose;
  }

  /** n − q + 1: rejections after which q approvals cannot come together any more. */
  get rejectionsToClose(): number {
    return this.guardians - this.approvalThreshold + 1;
  }

  /** min(n, max(t + 1, q)): fewest receipts that a commit may carry, so that one loss afterwards harms nobody. */
  get minReceipts(): number {
    return Math.min(this.guardians, Math.max(this.recoverThreshold + 1, this.approvalThreshold));
  }

  /** q − 1: peers from which a node pulls its own statements before it acts, so that with itself they are a quorum. */
  get startupPeers(): number {
    return this.approvalThreshold - 1;
  }

  /** n − q: guardians that may be unreachable while claims can still be approved. */
  get tolerableAbsences(): number {
    return this.guardians - this.approvalThreshold;
  }

  /** n − t: guardians that may lose their keys for ever while what they helped to keep can still be combined. */
  get tolerableLosses(): number {
    return this.guardians - this.recoverThreshold;
  }

  /** 2q − n − 1: guardians that may lie while two copies of one share still never act together (protocol.md §8). */
  get tolerableLiars(): number {
    return Math.max(0, 2 * this.approvalThreshold - this.guardians - 1);
  }

  /**
   * @param policyApprovals - how many approvals a backup's policy asks for
   * @returns min(n, max(policy, q)): a policy can ask for more than the federation, never for less, nor for the impossible
   * @throws ProtocolError LIMIT_INVALID when it is not a whole number from 0
   */
  effectiveApprovals(policyApprovals: number): number {
    if (!Number.isSafeInteger(policyApprovals) || policyApprovals < 0) {
      throw new ProtocolError('LIMIT_INVALID', 'policy approvals must be a whole number from 0');
    }
    return Math.min(this.guardians, Math.max(policyApprovals, this.approvalThreshold));
  }

  /**
   * The most guesses that can ever be evaluated on one path in one epoch when some guardians are corrupt: every guess uses up the
   * tickets of q guardians, of which each honest one gives `limit` and the corrupt ones as many as they like.
   *
   * @param limit - the guess limit of the path
   * @param corrupt - c, how many guardians are corrupt
   * @returns floor((n − c) / (q − c)) · limit; infinite once c reaches q
   * @throws ProtocolError LIMIT_INVALID when the limit is no whole number from 1, or c none from 0 to n
   */
  maxGuesses(limit: number, corrupt: number): number {
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new ProtocolError('LIMIT_INVALID', 'guess limit must be a whole number from 1');
    }
    if (!Number.isInteger(corrupt) || corrupt < 0 || corrupt > this.guardians) {
      throw new ProtocolError('LIMIT_INVALID', `corrupt guardians must be 0 to ${this.guardians}`);
    }
    if (corrupt >= this.approvalThreshold) return Number.POSITIVE_INFINITY;
    return Math.floor((this.guardians - corrupt) / (this.approvalThreshold - corrupt)) * limit;
  }

  /** Whether one corrupt guardian gains nothing: it adds no guess, blocks no recovery, and no two copies of a share act. */
  get isRecommended(): boolean {
    return this.maxGuesses(1, 1) === 1 && this.tolerableAbsences >= 1 && this.tolerableLiars >= 1;
  }

  /**
   * @param other - another size
   * @returns whether all three numbers are equal
   */
  equals(other: FederationSizeNumbers): boolean {
    return (
      this.guardians === other.guardians &&
      this.recoverThreshold === other.recoverThreshold &&
      this.approvalThreshold === other.approvalThreshold
    );
  }

  /** @returns for people: `3-of-5`, or `3-of-5, 4 to approve` */
  toString(): string {
    const parts = `${this.recoverThreshold}-of-${this.guardians}`;
    return this.approvalThreshold === this.recoverThreshold ? parts : `${parts}, ${this.approvalThreshold} to approve`;
  }

  /** @returns the three numbers, as {@link FederationSize.parse} reads them */
  toJSON(): FederationSizeNumbers {
    return {
      guardians: this.guardians,
      recoverThreshold: this.recoverThreshold,
      approvalThreshold: this.approvalThreshold,
    };
  }
}

/** floor(n/2) + 1, the smallest whole number above n/2. */
function majority(guardians: number): number {
  return Math.floor(guardians / 2) + 1;
}

function requireBetween(field: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new ProtocolError('FEDERATION_SIZE_INVALID', `${field} must be ${minimum} to ${maximum}, got ${value}`);
  }
}

function requireNumber(field: string, value: unknown): number {
  if (typeof value !== 'number') throw new ProtocolError('FEDERATION_SIZE_INVALID', `${field} must be a number`);
  return value;
}
