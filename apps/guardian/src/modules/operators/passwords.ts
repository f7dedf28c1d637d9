import { Injectable } from '@nestjs/common';
import { hash, needsRehash, verify } from 'argon2';

/** RFC 9106 §4, second recommended option: 64 MiB, 3 passes, 4 lanes. */
const OPTIONS = { memoryCost: 65_536, timeCost: 3, parallelism: 4 } as const;
/** Hashes at once: each takes 64 MiB, and nobody may make the node take more than it has. */
const AT_ONCE = 2;

/** Argon2id hashes of operators' passwords. */
@Injectable()
export class Passwords {
  #running = 0;
  readonly #queue: (() => void)[] = [];
  #decoy: Promise<string> | undefined;

  /**
   * @param password - As typed.
   * @returns PHC string, salt and parameters inside.
   */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize('NFKC'), OPTIONS));
  }

  /**
   * @param stored - PHC string, or null for an account that does not exist: that takes as long, and fails.
   * @param password - As typed.
   * @returns Whether it is the password.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const against = stored ?? (await (this.#decoy ??= this.hash('no account has this password')));
    const isRight = await this.#inTurn(() => verify(against, password.normalize('NFKC')));
    return isRight && stored !== null;
  }

  /**
   * @param stored - PHC string.
   * @returns Whether it was made with weaker parameters than today's.
   */
  isOutdated(stored: string): boolean {
    return needsRehash(stored, OPTIONS);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
