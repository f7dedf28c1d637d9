import type { BackupId, FederationId, IdentityInput } from '@wardkeep/protocol';
import type { CheckUpResult } from '../check-up.js';
import type { ClaimStatusReport } from '../claim-status.js';
import type { GuardianOutcome } from '../core/index.js';
import type { DeletionResult } from '../delete-backup.js';
import type { EnrolRequest } from '../enrol.js';
import type { CarryOutOptions, EnrolmentResult } from '../enrolment/carry-out.js';
import type { ClaimOpened, OpenClaimInput } from '../open-claim.js';
import type { Recovered, RecoverInput } from '../recover.js';
import type { RotateRequest } from '../rotate.js';
import type { VetoInput } from '../veto.js';
import type { DeviceOverview, FederationView, FoundFederationView } from './views.js';

/** What `joinAndEnrol` takes here: everything in one object. */
export interface JoinAndEnrolRequest extends Omit<EnrolRequest, 'federationId' | 'identity'> {
  /** Of the owner, as typed from their papers. */
  readonly identity: IdentityInput;
  /** The invite code. */
  readonly invite: string;
}

/** What `importState` takes beside the text. */
export interface ImportOptions {
  readonly passphrase?: string;
  /** Gives up the state that this device has. */
  readonly replace?: boolean;
}

/**
 * The client's operations as a page calls them in the worker. Each does what the function of its name does and throws what it
 * throws; beside that, every one throws a BrowserError where the browser fails it. Those that take long and change what is
 * stored run one at a time for all tabs: while another runs they wait a little, then throw InputError STATE_BUSY.
 */
export interface Operations {
  /** What this device remembers; nobody is asked. */
  overview(): Promise<DeviceOverview>;
  join(invite: string): Promise<FederationView>;
  /** Compare the fingerprint with a guardian's before joining by the invite. */
  findFederation(url: string): Promise<FoundFederationView>;
  /** A joined federation as it is stored; nobody is asked. */
  federation(federationId?: FederationId): Promise<FederationView>;
  refreshFederation(federationId?: FederationId): Promise<FederationView>;
  joinAndEnrol(request: JoinAndEnrolRequest): Promise<EnrolmentResult>;
  enrol(request: EnrolRequest): Promise<EnrolmentResult>;
  resumeEnrolment(backupId?: BackupId, options?: CarryOutOptions): Promise<EnrolmentResult>;
  dropEnrolment(backupId?: BackupId): Promise<void>;
  rotate(request: RotateRequest): Promise<EnrolmentResult>;
  checkUp(federationId?: FederationId): Promise<CheckUpResult>;
  veto(input: VetoInput): Promise<readonly GuardianOutcome[]>;
  deleteBackup(backupId: BackupId, federationId?: FederationId): Promise<DeletionResult>;
  openClaim(input: OpenClaimInput): Promise<ClaimOpened>;
  claimStatus(claimId?: string): Promise<ClaimStatusReport>;
  /** `onSecrets` is called on the page as soon as the secrets are open, while the call goes on; the result has the same ones. */
  recover(input: RecoverInput): Promise<Recovered>;
  dropClaim(claimId: string): Promise<void>;
  exportState(passphrase: string): Promise<string>;
  exportPlainState(): Promise<string>;
  importState(text: string, options?: ImportOptions): Promise<DeviceOverview>;
  /** Deletes everything that this origin remembers, and its key. */
  forgetDevice(): Promise<void>;
}

export type OperationName = keyof Operations;

/** How many arguments each operation has; on the page the options of the call come after so many. */
export const ARGUMENTS: Readonly<Record<OperationName, number>> = Object.freeze({
  overview: 0,
  join: 1,
  findFederation: 1,
  federation: 1,
  refreshFederation: 1,
  joinAndEnrol: 1,
  enrol: 1,
  resumeEnrolment: 2,
  dropEnrolment: 1,
  rotate: 1,
  checkUp: 1,
  veto: 1,
  deleteBackup: 2,
  openClaim: 1,
  claimStatus: 1,
  recover: 1,
  dropClaim: 1,
  exportState: 1,
  exportPlainState: 0,
  importState: 2,
  forgetDevice: 0,
});
