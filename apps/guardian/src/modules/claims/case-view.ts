import type { ClaimStatus, Path, StatementType } from '@wardkeep/protocol';

/** An identity as a claimant typed it, and as it was normalised, to be compared with papers. */
export interface ShownIdentity {
  readonly surname: string;
  readonly givenNames: string;
  readonly dateOfBirth: string;
  /** The letters A–Z that are hashed; null when the name cannot be read. */
  readonly display: string | null;
  readonly contact: string;
}

/** A vote as operators see it. */
export interface ShownVote {
  readonly id: string;
  readonly guardian: number;
  readonly name: string;
  readonly decision: 'approve' | 'reject';
  readonly method: string;
  readonly documents: readonly string[];
  readonly issuedAt: number;
  readonly knownAt: number;
  /** Whether it counts: an approval whose signer also rejected does not. */
  readonly counts: boolean;
}

/** A backup under the claimed identity as operators see it: nothing of what is in it. */
export interface ShownBackup {
  readonly manifestId: string;
  readonly backupId: string;
  readonly backupVersion: number;
  readonly path: Path;
  readonly committedAt: number | null;
  readonly held: boolean;
  readonly status: string;
  readonly approvalsNeeded: number;
  readonly releasableAt: number | null;
  readonly isVetoed: boolean;
  readonly overriddenAt: number | null;
  readonly guesses: { readonly spent: number; readonly limit: number; readonly left: number };
}

/** A case in the list. */
export interface CaseSummary {
  readonly claimId: string;
  readonly words: readonly string[];
  readonly status: ClaimStatus;
  readonly identityStatus: 'pending' | 'matches' | 'differs';
  readonly name: string | null;
  readonly openedAt: number;
  readonly expiresAt: number;
  readonly approvals: number;
  readonly rejections: number;
  readonly approvalsNeeded: number;
  /** What this guardian has decided. */
  readonly ownDecision: 'approve' | 'reject' | null;
}

/** One signed statement about a case. */
export interface TimelineEntry {
  readonly id: string;
  readonly type: StatementType;
  readonly guardian: number | null;
  readonly signerKey: string;
  readonly origin: string;
  readonly receivedAt: number;
  readonly logIndex: number | null;
  readonly statement: string;
}

/** Everything that this node knows of a case. */
export interface CaseView extends CaseSummary {
  readonly identity: ShownIdentity | null;
  readonly approvedAt: number | null;
  readonly delayEndsAt: number | null;
  readonly rejectionsToClose: number;
  readonly holdsBackup: boolean;
  readonly backups: readonly ShownBackup[];
  readonly earlierClaims: readonly {
    readonly claimId: string;
    readonly status: ClaimStatus;
    readonly openedAt: number;
  }[];
  readonly votes: readonly ShownVote[];
  readonly equivocations: readonly {
    readonly firstId: string;
    readonly secondId: string;
    readonly signerKey: string;
  }[];
  readonly evidence: readonly {
    readonly digest: string;
    readonly mediaType: string;
    readonly size: number;
    readonly isHere: boolean;
  }[];
  readonly timeline: readonly TimelineEntry[];
}
