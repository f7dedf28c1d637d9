import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ROOT } from './processes.mjs';
import { listFiles } from './stamp.mjs';

/**
 * Lists the codes that one source file declares: string literals of a constant whose name ends in `_CODES`, and of a
 * union type whose name ends in `Code`.
 * @param {string} path its name
 * @param {string} text its content
 * @returns {string[]} the codes
 */
export function declaredCodes(path, text) {
  const codes = [];
  const collect = (node) => {
    if (ts.isStringLiteral(node) && /^[A-Z][A-Z0-9_]+$/.test(node.text)) codes.push(node.text);
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) codes.push(node.name.text);
    ts.forEachChild(node, collect);
  };
  const visit = (node) => {
    const isList = ts.isVariableDeclaration(node) && /_CODES$/.test(node.name.getText(file)) && node.initializer;
    if (isList) collect(node.initializer);
    else if (ts.isTypeAliasDeclaration(node) && /Code$/.test(node.name.text)) collect(node.type);
    else ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  visit(file);
  return [...new Set(codes)];
}

/**
 * Finds the codes that no test names. A test names a code by writing it as a whole string.
 * @param {Iterable<string>} codes what the sources declare
 * @param {string[]} tests the texts of the test files
 * @returns {string[]} those missing, sorted
 */
export function codesWithoutTest(codes, tests) {
  const quoted = new Set(tests.flatMap((text) => [...text.matchAll(/(['"`])([A-Z][A-Z0-9_]+)\1/g)].map((m) => m[2])));
  return [...new Set(codes)].filter((code) => !quoted.has(code)).sort();
}

/**
 * Surveys this checkout.
 * @returns {{ codes: Map<string, string>, missing: string[] }} each code with the file that declares it, and those that
 *   no test names
 */
export function surveyCodes() {
  const read = (path) => readFileSync(join(ROOT, path), 'utf8');
  const files = listFiles(ROOT, ['libs', 'apps', 'test'], /\.ts$/);
  const isTest = (path) => path.startsWith('test/') || path.endsWith('.spec.ts');
  const codes = new Map();
  for (const path of files.filter((file) => !isTest(file))) {
    for (const code of declaredCodes(path, read(path))) codes.set(code, path);
  }
  return { codes, missing: codesWithoutTest(codes.keys(), files.filter(isTest).map(read)) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { codes, missing } = surveyCodes();
  for (const code of missing) process.stdout.write(`${code}  (${codes.get(code)})\n`);
  process.stdout.write(`${codes.size} codes, ${missing.length} without a test\n`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
