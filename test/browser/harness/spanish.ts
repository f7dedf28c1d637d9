import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../../run/processes.mjs';

type Tree = { readonly [key: string]: string | Tree };

/** Words that stand in more than one language say nothing about which is spoken. */
const SHORTEST = 5;

function messages(folder: string, language: string): Map<string, string> {
  const read = JSON.parse(readFileSync(join(ROOT, folder, `src/messages/${language}.json`), 'utf8')) as Tree;
  const flatten = (tree: Tree, prefix = ''): [string, string][] =>
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${prefix}${key}`, value]] : flatten(value, `${prefix}${key}.`),
    );
  return new Map(flatten(read));
}

/** Pieces of English messages, without what is put into them, that Spanish ones do not have. */
const ENGLISH = ['apps/portal', 'libs/ui'].flatMap((folder) => {
  const [english, spanish] = [messages(folder, 'en'), messages(folder, 'es')];
  return [...english].flatMap(([key, text]) =>
    text
      .split(/\{\{\w+\}\}/)
      .map((piece) => piece.trim())
      .filter((piece) => piece.length >= SHORTEST && spanish.get(key)?.includes(piece) !== true),
  );
});

/**
 * Lists lines of a page that a message in English gave.
 *
 * @param page - in Spanish
 */
export async function englishOn(page: Page): Promise<string[]> {
  const lines = (await page.locator('body').innerText()).split('\n').map((line) => line.trim());
  return lines.filter((line) =>
    ENGLISH.some((piece) => line === piece || (piece.includes(' ') && line.includes(piece))),
  );
}
