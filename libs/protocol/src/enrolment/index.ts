export { encodeBundle, parseBundle, type BackupSecret, type Bundle } from './bundle.js';
export { encryptedKeyAad, headerHash, manifestMac, payloadAad, verifyManifestMac, type ManifestCore } from './header.js';
export { combineEncryptedKey, openBackup, requirePayload, type ReleasedBackup } from './open-backup.js';
export { openParcel, sealParcel, type HeldParts, type Parcel, type ParcelContext } from './parcel.js';
export { pathEntries, perPathOf, samePaths, type PerPath } from './path-entries.js';
export { sealBackup, type BackupToSeal, type PolicyToSign, type SealedBackup } from './seal-backup.js';
export type { PathToSeal } from './seal-path.js';
