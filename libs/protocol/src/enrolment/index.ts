export { encodeBundle, parseBundle, type BackupSecret, type Bundle } from './bundle.js';
export {
  encryptedKeyAad,
  headerHash,
  manifestMac,
  payloadAad,
  verifyManifestMac,
  type ManifestCore,
} from './header.js';
export { combineEncryptedKey, openBackup, requirePayload, type ReleasedBackup } from './open-backup.js';
export { openParcel, sealParcel, type HeldParts, type Parcel, type ParcelContext } from './parcel.js';
export { pathEntries, perPathOf, samePaths, type PerPath } from './path-entries.js';
export { sealBackup, type BackupToSeal, type PolicyToSign, type SealedBackup } from './seal-backup.js';
export type { PathToSeal } from './seal-path.js';
export { isHeld, proveHeld, type HeldPath, type ProofContext } from './check-up.js';
export { policyInForce, type KnownPolicy, type PolicyInForce } from './policy-in-force.js';
export {
  requireNamedParcels,
  signCommit,
  verifyCommit,
  verifyReceipt,
  type BackupVersion,
  type Commit,
  type Receipt,
} from './receipts.js';
export {
  verifyEnrolment,
  type EnrolmentRequest,
  type GuardianSeat,
  type VerifiedEnrolment,
} from './verify-enrolment.js';
export { verifyEpochPart, type PathCommitments, type SoundEpochPart } from './verify-epoch-part.js';
export { verifyManifest, type ExpectedManifest, type SoundManifest } from './verify-manifest.js';
export { verifyPolicy, type ExpectedPolicy, type SoundPolicy } from './verify-policy.js';
