import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '@wardkeep/protocol';
import { mediaTypeOf, readEvidence } from './evidence.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('when a document is chosen as evidence', () => {
  it('knows PDF, PNG and JPEG by their bytes', () => {
    expect(mediaTypeOf(bytes('%PDF-1.7'))).toBe('application/pdf');
    expect(mediaTypeOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toBe('image/png');
    expect(mediaTypeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('image/jpeg');
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg"/>', '<!doctype html>', 'PDF', ''])('refuses %j', (text) => {
    expect(readEvidence(bytes(text), 0)).toBe('type');
  });

  it('refuses what is too large or one too many', () => {
    expect(readEvidence(new Uint8Array(LIMITS.evidenceBytes), 0)).toBe('size');
    expect(readEvidence(bytes('%PDF-1.7'), LIMITS.evidenceFiles)).toBe('count');
  });
});
