import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { portalDigest, type PortalFile } from './portal-digest.js';

const file = (path: string, content = path): PortalFile => ({
  path,
  sha256: createHash('sha256').update(content).digest('hex'),
});

describe('when copies of the portal are compared', () => {
  const files = [file('index.html'), file('assets/b.js'), file('assets/B.js'), file('assets-more.css')];

  it('gives what sha256sum gives over the sorted list, whatever the order', () => {
    const lines = [...files]
      .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
      .map(({ path, sha256 }) => `${sha256}  ${path}\n`);
    const expected = createHash('sha256').update(lines.join('')).digest('hex');
    expect(portalDigest(files)).toBe(expected);
    expect(portalDigest([...files].reverse())).toBe(expected);
  });

  it('is frozen', () => {
    expect(portalDigest([file('index.html', 'a'), file('assets/app.js', 'b')])).toBe(
      'c2cc2c3fa21b7a466c1ec9e75f9da84fa9568d3758321c3aabeb3030ee11870b',
    );
  });

  it('differs when one byte, one name or one file does', () => {
    const [first, ...rest] = files as [PortalFile, ...PortalFile[]];
    const digests = [files, rest, [file('index.html', 'other'), ...rest], [{ ...first, path: 'indey.html' }, ...rest]];
    expect(new Set(digests.map(portalDigest)).size).toBe(digests.length);
  });

  it.each([
    ['no file', []],
    ['a file named twice', [file('a.js'), file('a.js', 'other')]],
    ['a way out of the folder', [file('../a.js')]],
    ['an absolute path', [file('/a.js')]],
    ['a hidden file', [file('assets/.a.js')]],
    ['a line break', [file('a\nb.js')]],
    ['a short hash', [{ path: 'a.js', sha256: 'abc' }]],
    ['too many files', Array.from({ length: 513 }, (_, at) => file(`${at}.js`))],
  ])('throws PORTAL_INVALID for %s', (_name, bad) => {
    expect(() => portalDigest(bad)).toThrow(expect.objectContaining({ name: 'ProtocolError', code: 'PORTAL_INVALID' }));
  });
});
