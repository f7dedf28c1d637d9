import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Something that must not be found. */
export interface Secret {
  readonly name: string;
  readonly value: string | Uint8Array;
}

/** Somewhere to look. */
export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A secret that was found. */
export interface Find {
  readonly secret: string;
  readonly form: string;
  readonly place: string;
}

/** So many bytes of a secret give it away as well as all of them; more would miss what a log cuts off. */
const TELLING_BYTES = 16;

/**
 * The ways in which a secret could be written down: as it is, in the encodings of the protocol at any offset, and as loggers
 * and databases print bytes.
 *
 * @param value - text or bytes
 * @returns what to look for, by the name of the form
 */
export function formsOf(value: string | Uint8Array): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(value);
  const forms = new Map<string, string | Buffer>();
  if (typeof value === 'string') {
    forms.set('text', value);
    forms.set('upper case', value.toUpperCase());
    forms.set('lower case', value.toLowerCase());
    forms.set('utf-16', Buffer.from(value, 'utf16le'));
    forms.set('percent-encoded', encodeURIComponent(value));
    forms.set(
      'escaped',
      JSON.stringify(value)
        .slice(1, -1)
        .replace(/[^ -~]/g, escaped),
    );
  } else {
    forms.set('bytes', bytes);
  }
  const telling = bytes.subarray(0, TELLING_BYTES);
  const hex = telling.toString('hex');
  forms.set('hex', hex);
  forms.set('upper-case hex', hex.toUpperCase());
  forms.set('spaced hex', hex.replace(/..(?=.)/g, '$& '));
  for (const offset of [0, 1, 2]) {
    // Inside something longer the secret begins anywhere in a group of three bytes; what its neighbours touch is cut off.
    const encoded = Buffer.concat([Buffer.alloc(offset), telling])
      .toString('base64')
      .replace(/=+$/, '');
    const text = encoded.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + telling.length) * 8) / 6));
    forms.set(`base64 at ${String(offset)}`, text);
    forms.set(`base64url at ${String(offset)}`, text.replaceAll('+', '-').replaceAll('/', '_'));
  }
  const numbers = [...telling];
  forms.set('numbers', numbers.join(','));
  forms.set('spaced numbers', numbers.join(', '));
  forms.set('numbered', numbers.map((byte, at) => `"${String(at)}":${String(byte)}`).join(','));
  return new Map([...forms].map(([form, content]) => [form, Buffer.from(content)]));
}

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Looks for secrets.
 *
 * @param places - where
 * @param secrets - what
 * @param mayBe - says where a secret belongs
 * @returns what was found elsewhere; nothing, one hopes
 */
export function hunt(
  places: readonly Place[],
  secrets: readonly Secret[],
  mayBe: (secret: Secret, place: Place) => boolean = () => false,
): Find[] {
  return secrets.flatMap((secret) => {
    const forms = new Map([...formsOf(secret.value)].map(([form, bytes]) => [bytes.toString('latin1'), form]));
    return places
      .filter((place) => !mayBe(secret, place))
      .flatMap((place) =>
        [...forms]
          .filter(([content]) => place.bytes.includes(content, 0, 'latin1'))
          .map(([, form]) => ({ secret: secret.name, form, place: place.name })),
      );
  });
}

/** A file or folder with its permissions. */
export interface FoundFile {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'socket' | 'other';
  /** Such as `600`. */
  readonly mode: string;
}

/** @returns everything below a folder, itself included */
export async function listFiles(folder: string): Promise<FoundFile[]> {
  const below = await readdir(folder, { recursive: true });
  return Promise.all(
    ['', ...below].map(async (name) => {
      const path = join(folder, name);
      const status = await lstat(path);
      const kind = status.isFile() ? 'file' : status.isDirectory() ? 'folder' : status.isSocket() ? 'socket' : 'other';
      return { path, kind, mode: (status.mode & 0o777).toString(8) } as const;
    }),
  );
}

/** @returns the content of every file below a folder, whatever it is */
export async function readFolder(folder: string): Promise<Place[]> {
  const files = (await listFiles(folder)).filter(({ kind }) => kind === 'file');
  return Promise.all(files.map(async ({ path }) => ({ name: path, bytes: await readFile(path) })));
}

/** @returns what the operating system shows everybody of a process: its arguments, and its user its environment */
export async function readProcess(name: string, pid: number): Promise<Place[]> {
  return Promise.all(
    ['cmdline', 'environ'].map(async (file) => ({
      name: `${file} of ${name}`,
      bytes: await readFile(`/proc/${String(pid)}/${file}`),
    })),
  );
}
