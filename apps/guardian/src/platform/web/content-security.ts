/** What a page of this node may load, and whom it may talk to. */
export type PageRights = {
  /** Value of the nonce for styles that a library makes at run time. */
  readonly nonce: string;
  /** Origins beside the page's own. */
  readonly origins: readonly string[];
};

/**
 * The policy of both web apps: scripts and workers from the node only, WebAssembly for Argon2id, no inline script, no form,
 * no frame but of what the page itself has loaded, and nobody to talk to but the guardians.
 *
 * @param rights - Nonce, and the other guardians.
 * @returns Value of `Content-Security-Policy`.
 */
export const pagePolicy = ({ nonce, origins }: PageRights): string =>
  [
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

/**
 * @param urls - URLs that guardians have announced.
 * @returns Their origins, each once, in an order that does not depend on theirs.
 */
export const originsOf = (urls: readonly string[]): string[] =>
  [...new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin))].sort();
