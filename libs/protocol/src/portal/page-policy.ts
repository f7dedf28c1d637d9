/** What a page may load, and whom it may talk to. */
export interface PageRights {
  /** For styles that a library makes at run time; another one for every answer. */
  readonly nonce: string;
  /** Sources that the page may talk to beside its own origin, as the policy writes them. */
  readonly origins: readonly string[];
}

/**
 * The content security policy of the web apps, whoever serves them: scripts and workers from the same place only, WebAssembly for
 * Argon2id, no inline script, no form, no frame but of what the page itself has loaded, and nobody to talk to but guardians.
 *
 * @param rights - the nonce, and the guardians
 * @returns value of `Content-Security-Policy`
 */
export function pagePolicy({ nonce, origins }: PageRights): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ['connect-src', "'self'", ...origins].join(' '),
    "worker-src 'self'",
    "frame-src blob: 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
