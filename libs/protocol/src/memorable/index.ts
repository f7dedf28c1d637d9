export {
  assessMemorable,
  MEMORABLE_LEVEL_BITS,
  type MemorableAssessment,
  type MemorableLevel,
  type MemorableWarning,
} from './assess-memorable.js';
export {
  MEMORABLE_MAXIMUM_BYTES,
  MEMORABLE_VERSION,
  normalizeMemorable,
  normalizeMemorableText,
  requireDistinctMemorables,
} from './normalize-memorable.js';
