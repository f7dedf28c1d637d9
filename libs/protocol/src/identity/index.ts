export {
  CANONICAL_IDENTITY_MAXIMUM,
  encodeCanonicalIdentity,
  parseCanonicalIdentity,
  readCanonicalIdentity,
  type CanonicalIdentity,
  type CanonicalIdentityParts,
} from './canonical-identity.js';
export { EARLIEST_BIRTH, parseDateOfBirth, type DateOfBirth } from './date-of-birth.js';
export {
  identityDigest,
  LOOKUP_KDF,
  LOOKUP_VERSION,
  lookupId,
  parseLookupId,
  type IdentityDigest,
  type LookupId,
} from './lookup-id.js';
export { isTruncationOf, MRZ_NAME_PLACES, parseMrzName, type MrzName } from './mrz-name.js';
export { NAME_FIELD_MAXIMUM } from './name-words.js';
export {
  IDENTITY_WARNINGS,
  normalizeIdentity,
  type IdentityInput,
  type IdentityWarning,
  type NormalizedIdentity,
} from './normalize-identity.js';
export { CYRILLIC_LANGUAGES, type CyrillicLanguage } from './transliteration/cyrillic.js';
