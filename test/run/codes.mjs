import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ROOT } from './processes.mjs';
import { listFiles } from './stamp.mjs';

const CODE = /^[A-Z][A-Z0-9_]+$/;
const LIST_NAME = /(_CODES|Codes|_STATUSES)$/;

/** Finds the piece of syntax that declares codes, when this node is one. */
function declarationIn(node, file) {
  if (ts.isVariableDeclaration(node) && LIST_NAME.test(node.name.getText(file))) return node.initializer;
  if (ts.isTypeAliasDeclaration(node) && /Code$/.test(node.name.text)) return node.type;
  if (ts.isCallExpression(node) && node.expression.getText(file) === 'defineProblems') {
    return node.arguments.find(ts.isObjectLiteralExpression);
  }
  return undefined;
}

/**
 * Lists the codes that one source file declares: in a constant whose name ends in `_CODES`, `Codes` or `_STATUSES`, in a
 * union type whose name ends in `Code`, or in the table given to `defineProblems`.
 * @param {string} path its name
 * @param {string} text its content
 * @returns {{ codes: string[], rest: string }} the codes, and the file without those declarations
 */
export function declaredCodes(path, text) {
  const codes = new Set();
  let rest = text;
  const collect = (node) => {
    if (ts.isStringLiteral(node) && CODE.test(node.text)) codes.add(node.text);
    if (ts.isPropertyAssignment(node) && CODE.test(node.name.getText(file))) codes.add(node.name.getText(file));
    ts.forEachChild(node, collect);
  };
  const visit = (node) => {
    const declaration = declarationIn(node, file);
    if (declaration === undefined) ts.forEachChild(node, visit);
    else {
      collect(declaration);
      const { pos, end } = declaration;
      rest = rest.slice(0, pos) + ' '.repeat(end - pos) + rest.slice(end);
    }
  };
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  visit(file);
  return { codes: [...codes], rest };
}

/**
 * Finds the codes that none of the texts names. A text names a code by writing it as a whole string.
 * @param {Iterable<string>} codes what to look for
 * @param {string[]} texts where to look
 * @returns {string[]} those missing, sorted
 */
export function codesNotNamed(codes, texts) {
  const named = new Set(texts.flatMap((text) => [...text.matchAll(/(['"`])([A-Z][A-Z0-9_]+)\1/g)].map((m) => m[2])));
  return [...new Set(codes)].filter((code) => !named.has(code)).sort();
}

/**
 * Surveys this checkout.
 * @returns {{ codes: Map<string, string>, untested: string[], unraised: string[] }} each code with the file that declares
 *   it; those that no test names; those that no source names outside their declaration
 */
export function surveyCodes() {
  const files = listFiles(ROOT, ['libs', 'apps', 'test'], /\.ts$/);
  const isTest = (path) => path.startsWith('test/') || path.endsWith('.spec.ts');
  const read = (path) => readFileSync(join(ROOT, path), 'utf8');
  const codes = new Map();
  const sources = files
    .filter((path) => !isTest(path))
    .map((path) => {
      const found = declaredCodes(path, read(path));
      for (const code of found.codes) codes.set(code, path);
      return found.rest;
    });
  return {
    codes,
    untested: codesNotNamed(codes.keys(), files.filter(isTest).map(read)),
    unraised: codesNotNamed(codes.keys(), sources),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { codes, untested, unraised } = surveyCodes();
  for (const code of untested) process.stdout.write(`no test names ${code}  (${codes.get(code)})\n`);
  for (const code of unraised) process.stdout.write(`nothing raises ${code}  (${codes.get(code)})\n`);
  process.stdout.write(`${codes.size} codes, ${untested.length} without a test, ${unraised.length} never raised\n`);
  process.exitCode = untested.length + unraised.length === 0 ? 0 : 1;
}
