/**
 * Wraps audited libraries behind small functions with coded errors. Knows nothing of guardians, backups or claims.
 * Await {@link cryptoReady} once at start.
 */
export { aeadOverhead, openAead, sealAead } from './aead.js';
export { argon2id, type Argon2idParams } from './argon2id.js';
export { decodeBech32m, encodeBech32m } from './bech32m.js';
export {
  concatBytes,
  decodeBase64url,
  decodeHex,
  encodeBase64url,
  encodeHex,
  equalBytes,
  fromUtf8,
  utf8,
  type Bytes,
} from './bytes.js';
export {
  encodeCheckpoint,
  noteKeyHash,
  parseSignedCheckpoint,
  signatureLine,
  signCheckpoint,
  verifyCheckpoint,
  type Checkpoint,
  type NoteSignature,
  type SignedCheckpoint,
} from './checkpoint.js';
export { generateSigningKeyPair, signingKeyPairFromSeed, verifyEd25519 } from '#ed25519';
export type { SigningKey } from './ed25519/types.js';
export { CryptoError, cryptoErrorCodes, type CryptoErrorCode } from './errors.js';
export {
  combineParts,
  commitmentAt,
  lagrangeAtZero,
  shareScalar,
  verifyPart,
  type ScalarPart,
  type ScalarSharing,
} from './feldman.js';
export {
  addPoints,
  addScalars,
  invertScalar,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  parsePoint,
  parseScalar,
  randomScalar,
  scalarFromNumber,
  scalarFromWide,
  subtractScalars,
  type PointBytes,
  type ScalarBytes,
} from './group.js';
export { hkdfSha512, hmacSha256, sha256, sha512 } from './hash.js';
export {
  generateSealingKeyPair,
  hpkeOpen,
  hpkeOverhead,
  hpkeSeal,
  sealingKeyPairFromSeed,
  type SealingKeyPair,
} from './hpke.js';
export { canonicalize, parseCanonical } from './jcs.js';
export {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.js';
export { MerkleFrontier } from './merkle-frontier.js';
export { padmeLength, padPadme, padToBlock, unpadBlock, unpadPadme } from './padme.js';
export { remember } from './remember.js';
export { systemRng, type Rng } from './rng.js';
export { proveScalar, verifyScalarProof } from './schnorr.js';
export { requireSealingKey } from './sealing-key.js';
export { SecretBytes } from './secret-bytes.js';
export { combineShards, splitShards } from './shards.js';
export { cryptoReady } from './ready.js';
export {
  blind,
  combineEvaluations,
  evaluate,
  evaluateWhole,
  finalize,
  unitBlind,
  verifyEvaluation,
  type Blinded,
  type Evaluation,
  type IndexedEvaluation,
} from './voprf.js';
export { entropyFromWords, isBip39Mnemonic, unknownBip39Words, sixWords, wordsFromEntropy } from './words.js';
