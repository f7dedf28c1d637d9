import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../run/processes.mjs';

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** The words in bold, in lower case, without a closing stop. */
const bold = (text: string): string[] =>
  [...text.matchAll(/\*\*([^*]+)\*\*/g)].map((match) =>
    match[1]!.toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, ''),
  );

describe.each(pages)('when %s is read', (page) => {
  const text = read(page);

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1]!);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });

  it('names only source files and folders that exist', () => {
    const named = [...text.matchAll(/`((?:libs|apps|deploy|docs|prisma|test)\/[\w./-]+)`/g)].map((match) => match[1]!);
    const built = (path: string) => path.includes('/dist/') || path.endsWith('/generated');
    expect(named.filter((path) => !built(path) && !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('when the protocol uses a word of the vocabulary', () => {
  it('is defined in the terminology', () => {
    const defined = new Set(bold(read('docs/terminology.md')).flatMap((word) => [word, `${word}s`, `${word}es`]));
    const used = bold(read('docs/protocol.md')).filter((word) => word !== 'bold');
    expect([...new Set(used)].filter((word) => !defined.has(word))).toEqual([]);
  });

  it('has every section that the design has', () => {
    const sections = [...read('docs/protocol.md').matchAll(/^## (\d+)\./gm)].map((match) => Number(match[1]));
    expect(sections).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});

describe('when the decisions are listed', () => {
  it('each has context, options, outcome and both kinds of consequence', () => {
    const headings = ['Context', 'Options', 'Outcome', 'Good consequences', 'Bad consequences'];
    const decisions = pages.filter((page) => page.startsWith('docs/adr/'));
    expect(decisions.length).toBeGreaterThan(4);
    for (const page of decisions) {
      expect([page, ...[...read(page).matchAll(/^## (.+)$/gm)].map((match) => match[1]!)]).toEqual([page, ...headings]);
    }
  });
});
