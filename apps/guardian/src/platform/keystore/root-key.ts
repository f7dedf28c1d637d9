import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { hkdfSha512, type Rng, SecretBytes, utf8 } from '@wardkeep/crypto';
import { StartError } from '../start-error.js';

const ROOT_KEY_BYTES = 32;
const GROUP_OR_OTHERS = 0o077;

/**
 * Makes a root key file that only its owner can read.
 *
 * @param path - New file.
 * @param rng - Source of the key.
 * @throws Error `EEXIST` when there is a file already; it is left alone.
 */
export async function createRootKeyFile(path: string, rng: Rng): Promise<void> {
  const key = SecretBytes.random(rng, ROOT_KEY_BYTES);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(key.reveal());
    await file.sync();
  } finally {
    await file.close();
    key.wipe();
  }
}

/** The key that everything at rest hangs from. Keys for single purposes are derived from it; it encrypts nothing itself. */
export class RootKey {
  /** @param secret - 32 bytes. */
  constructor(private readonly secret: SecretBytes) {}

  /**
   * Reads the root key.
   *
   * @param path - Root key file.
   * @returns The key.
   * @throws StartError `KEY_FILE_PERMISSIONS` when others may read or write the file, `KEY_FILE_INVALID` when it is not a key.
   */
  static async load(path: string): Promise<RootKey> {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
      throw new StartError('KEY_FILE_INVALID', `root key file ${path} cannot be opened`, { cause });
    });
    try {
      const { mode, size } = await file.stat();
      if ((mode & GROUP_OR_OTHERS) !== 0) {
        throw new StartError(
          'KEY_FILE_PERMISSIONS',
          `root key file must have mode 0600, has ${(mode & 0o777).toString(8)}`,
        );
      }
      if (size !== ROOT_KEY_BYTES) {
        throw new StartError('KEY_FILE_INVALID', `root key file must be ${ROOT_KEY_BYTES} bytes, is ${size}`);
      }
      const bytes = await file.readFile();
      const key = new RootKey(SecretBytes.from(bytes));
      bytes.fill(0);
      return key;
    } finally {
      await file.close();
    }
  }

  /**
   * @param purpose - Names the key and what it is for.
   * @returns 32 bytes of HKDF-SHA-512 (RFC 5869).
   */
  derive(purpose: string): SecretBytes {
    const info = utf8(`wardkeep/1/root/${purpose}`);
    const derived = hkdfSha512(this.secret.reveal(), new Uint8Array(), info, ROOT_KEY_BYTES);
    const key = SecretBytes.from(derived);
    derived.fill(0);
    return key;
  }

  /** Overwrites the key. */
  wipe(): void {
    this.secret.wipe();
  }
}
