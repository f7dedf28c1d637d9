export { derivePathKeys, deriveKek, type PathKeys } from './path-keys.js';
export {
  PATH_KDF,
  requireSoundKdf,
  stretchMemorable,
  wipeStretched,
  type PathKdf,
  type StretchedMemorable,
} from './stretch.js';
