/** Code of a refusal, or of what the page itself ran into. */
export function errorCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return 'UNKNOWN';
}

/** What the node said beside the code, for whoever has to look further; empty for anything that is not a refusal. */
export function errorDetail(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
