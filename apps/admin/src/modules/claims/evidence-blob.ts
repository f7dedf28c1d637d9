import type { CaseView } from '@wardkeep/protocol';

type MediaType = CaseView['evidence'][number]['mediaType'];

/** How files of each type begin. */
const BEGINNINGS: Readonly<Record<MediaType, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff],
};

/** Whether a file begins as files of its type do: a page of HTML or an SVG under a false name does not. */
export function isWhatItSays(bytes: Uint8Array, mediaType: MediaType): boolean {
  return BEGINNINGS[mediaType].every((byte, at) => bytes[at] === byte);
}

/** Evidence for a viewer, under the type of the closed list: a browser takes it for nothing else. */
export function evidenceBlob(bytes: Uint8Array<ArrayBuffer>, mediaType: MediaType): Blob {
  return new Blob([bytes], { type: mediaType });
}
