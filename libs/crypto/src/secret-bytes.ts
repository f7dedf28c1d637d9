import { equalBytes, type Bytes } from './bytes.js';
import { drawBytes, type Rng } from './rng.js';

const REDACTED = 'REDACTED';

/**
 * Bytes that cannot print. However a secret reaches a log, a template or JSON, it shows as `REDACTED`; it opens only through
 * {@link SecretBytes.reveal}, so a search for that word finds every use.
 */
export class SecretBytes {
  readonly #bytes: Bytes;

  private constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /**
   * @param bytes - copied: the caller still owns, and should wipe, its own
   * @returns the secret
   */
  static from(bytes: Uint8Array): SecretBytes {
    return new SecretBytes(new Uint8Array(bytes));
  }

  /**
   * @param rng - where the randomness comes from
   * @param length - in bytes
   * @returns a fresh secret
   */
  static random(rng: Rng, length: number): SecretBytes {
    return new SecretBytes(drawBytes(rng, length));
  }

  /** Length in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /**
   * Opens the secret.
   * @returns the bytes themselves, not a copy: {@link SecretBytes.wipe} zeroes them too
   */
  reveal(): Bytes {
    return this.#bytes;
  }

  /** Overwrites the secret with zeros. The engine may have copied it before: this shortens its life, it proves nothing. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  /**
   * @param other - another secret
   * @returns whether both hold the same bytes, in constant time
   */
  equals(other: SecretBytes): boolean {
    return equalBytes(this.#bytes, other.#bytes);
  }

  /** @returns `REDACTED` */
  toString(): string {
    return REDACTED;
  }

  /** @returns `REDACTED` */
  toJSON(): string {
    return REDACTED;
  }

  /** @returns `REDACTED`, in place of what Node's `util.inspect` would show */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
