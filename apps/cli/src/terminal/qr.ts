import encodeQR from 'qr';

/** Longest text that is worth drawing: beyond it the code no longer fits a usual screen. */
const CHARACTERS = 2000;

/**
 * A text as a QR code for the terminal.
 *
 * @param text - what to encode; an invite code is put in upper case, which makes it smaller
 * @returns lines, or none when it would be too large
 */
export function qrLines(text: string): string[] {
  if (text.length > CHARACTERS) return [];
  return encodeQR(text, 'ascii', { ecc: 'low', border: 1 }).trimEnd().split('\n');
}
