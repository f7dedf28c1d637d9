import { Injectable } from '@nestjs/common';

/** Tells whether one thing that the node needs is there. */
export type ReadinessCheck = () => boolean | Promise<boolean>;

/** What must hold before a node is sent requests; modules add their own checks. */
@Injectable()
export class Readiness {
  readonly #checks = new Map<string, ReadinessCheck>();

  /**
   * @param name - Shown in `/health/ready`.
   * @param check - Must be quick; a throw counts as no.
   */
  add(name: string, check: ReadinessCheck): void {
    this.#checks.set(name, check);
  }

  /** @returns Outcome of every check. */
  async collect(): Promise<Record<string, boolean>> {
    const outcomes = await Promise.all(
      [...this.#checks].map(async ([name, check]) => {
        try {
          return [name, await check()] as const;
        } catch {
          return [name, false] as const;
        }
      }),
    );
    return Object.fromEntries(outcomes);
  }
}
