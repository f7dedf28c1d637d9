import { utf8 } from '@wardkeep/crypto';
import { describe, expect, it } from '@jest/globals';
import { evidenceBlob, isWhatItSays } from './evidence-blob.js';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0);

describe('evidence', () => {
  it('is shown when it begins as its type does', () => {
    expect(isWhatItSays(PNG, 'image/png')).toBe(true);
    expect(isWhatItSays(utf8('%PDF-1.7\n'), 'application/pdf')).toBe(true);
    expect(isWhatItSays(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg')).toBe(true);
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html><script>1</script></html>', '', '%PDF'])(
    'is refused under a false name: %j',
    (text) => {
      for (const type of ['application/pdf', 'image/png', 'image/jpeg'] as const) {
        expect(isWhatItSays(utf8(text), type)).toBe(false);
      }
    },
  );

  it('goes to the viewer under a type of the closed list only', () => {
    expect(evidenceBlob(new Uint8Array(PNG), 'image/png').type).toBe('image/png');
  });
});
