import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Tree = { readonly [key: string]: string | Tree };

/** What is wrong with the messages of a package; all lists are empty when nothing is. */
export interface MessageFaults {
  /** Keys that one language lacks, or whose placeholders differ. */
  readonly different: readonly string[];
  /** Keys that sources ask for and no message has. */
  readonly missing: readonly string[];
  /** Keys that no source asks for. */
  readonly unused: readonly string[];
}

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const withoutPlural = (key: string): string => key.replace(/_(one|many|other|zero)$/, '');
const placeholders = (text: string | undefined): string =>
  [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)]
    .map((match) => match[1])
    .sort()
    .join();

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.spec.'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/**
 * Compares the languages of a package with each other and with what its sources ask for. A key counts as used when it
 * stands in a source in quotes, or begins like a template that `t` is called with.
 * @param folder - `src` of the package, with `messages/en.json` and `messages/es.json`
 */
export function findMessageFaults(folder: string): MessageFaults {
  const read = (language: string): Map<string, string> =>
    flatten(JSON.parse(readFileSync(join(folder, 'messages', `${language}.json`), 'utf8')) as Tree);
  const [en, es] = [read('en'), read('es')];
  const text = sources(folder);
  const keys = new Set([...en.keys()].map(withoutPlural));
  const prefixes = [...text.matchAll(/`(?:app:|ui:)?([\w.]+\.)\$\{/g)].map((match) => match[1] ?? '');
  const quoted = new Set([...text.matchAll(/['"`]([\w.-]+)['"`]/g)].map((match) => match[1] ?? ''));
  const asked = [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? '');
  const both = new Set([...en.keys(), ...es.keys()]);
  return {
    different: [...both].filter(
      (key) => placeholders(en.get(key)) !== placeholders(es.get(key)) || !en.has(key) || !es.has(key),
    ),
    missing: [...new Set(asked)].filter((key) => !keys.has(key)),
    unused: [...keys].filter((key) => !quoted.has(key) && !prefixes.some((prefix) => key.startsWith(prefix))),
  };
}
