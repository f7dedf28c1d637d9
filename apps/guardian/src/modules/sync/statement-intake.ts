import { Inject, Injectable } from '@nestjs/common';
import { type CarriedStatement, isProtocolError } from '@wardkeep/protocol';
import { CryptoError } from '@wardkeep/crypto';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { ProblemError } from '../../platform/problem/index.js';
import { StatementService } from '../statements/statement.service.js';

/** What became of one statement. */
export interface IntakeResult {
  /** Empty when the statement could not even be read. */
  readonly id: string;
  readonly accepted: boolean;
  readonly code?: string;
}

/** Takes statements in one by one; one that is refused does not keep the others out. */
@Injectable()
export class StatementIntake {
  constructor(
    private readonly statements: StatementService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param carried - A statement from a peer, as it came.
   * @param peer - Index of the peer.
   * @returns Whether it was accepted, and why not.
   */
  async take(carried: CarriedStatement, peer: number): Promise<IntakeResult> {
    try {
      const { id } = await this.statements.accept(carried, `peer/${peer}`);
      return { id, accepted: true };
    } catch (error) {
      const code = codeOf(error);
      const isFault = code === 'INTERNAL';
      this.log[isFault ? 'error' : 'debug']({ err: error, peer, code }, 'statement of a peer was not accepted');
      return { id: '', accepted: false, code };
    }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof ProblemError || isProtocolError(error) || error instanceof CryptoError) return error.code;
  return 'INTERNAL';
}
