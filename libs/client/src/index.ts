/**
 * What a wallet or a tool does with a federation of guardians, one function per operation. Runs in Node and in browsers.
 */
export * from './core/index.js';
export { join, refreshFederation } from './join.js';
export { findFederation, type FoundFederation } from './find-federation.js';
export { carry, type CarryOptions } from './carry.js';
export { checkUp, type BackupHealth, type CheckUpResult, type Holding, type SeenClaim } from './check-up.js';
export { deleteBackup, type DeletionResult } from './delete-backup.js';
export { dropClaim } from './drop-claim.js';
export { dropEnrolment, enrol, resumeEnrolment, type EnrolRequest } from './enrol.js';
export type { EnrolmentResult } from './enrolment/carry-out.js';
export type { VersionToEnrol } from './enrolment/version-to-enrol.js';
export { joinAndEnrol } from './join-and-enrol.js';
export { rotate, type RotateRequest } from './rotate.js';
export { claimStatus, type ClaimedBackupStatus, type ClaimStatusReport } from './claim-status.js';
export { openClaim, type ClaimOpened, type OpenClaimInput } from './open-claim.js';
export { recover, type Culprit, type RecoverInput, type Recovered } from './recover.js';
export type { InstalledOwnerKey, Ownership } from './take-over.js';
export { veto, type VetoInput } from './veto.js';
