/**
 * @param urls - URLs that guardians have announced.
 * @returns Their origins, each once, in an order that does not depend on theirs.
 */
export const originsOf = (urls: readonly string[]): string[] =>
  [...new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin))].sort();
