import type { CarriedStatement, ParsedStatement, StatementType, VerifiedStatement } from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';

/** Where a statement came from: this node, a client, the console, or a peer by its index. */
export type StatementOrigin = 'self' | 'client' | 'console' | `peer/${number}`;

/** What a handler is told about a statement that is being accepted. */
export interface AcceptContext {
  readonly origin: StatementOrigin;
  readonly carried: CarriedStatement;
  /** This node's clock when the statement arrived, ms. */
  readonly receivedAt: number;
}

/** What {@link StatementHandler.apply} is told besides. */
export interface ApplyContext extends AcceptContext {
  /** Ids of statements by the same signer that contradict this one; all are kept. */
  readonly conflicts: readonly string[];
}

/** How one type of statement is checked and acted on. Registered once by the module that owns the flow. */
export interface StatementHandler<T extends StatementType> {
  readonly type: T;
  /** Whether peers exchange it. */
  readonly shared: boolean;
  /** Whether peers are told at once instead of with the next batch. */
  readonly urgent: boolean;
  /**
   * Checks signatures and meaning against what this node knows. May read the database, never writes.
   *
   * @throws ProtocolError or ProblemError when the statement is refused; nothing is kept then.
   */
  verify(statement: ParsedStatement<T>, context: AcceptContext): Promise<VerifiedStatement<T>>;
  /** Acts on a new statement, in the write unit that records it. Not called for one that is known already. */
  apply(tx: Tx, statement: VerifiedStatement<T>, context: ApplyContext): Promise<void>;
}

/** What became of a statement that was offered to this node. */
export interface Accepted {
  readonly id: string;
  readonly outcome: 'new' | 'known';
}
