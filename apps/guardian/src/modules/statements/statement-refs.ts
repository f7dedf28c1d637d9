import type { AnyBody, ParsedStatement } from '@wardkeep/protocol';

/** What a statement is about, as indexed columns. */
export interface StatementRefs {
  readonly claimId: string | null;
  readonly manifestId: string | null;
  readonly backupId: string | null;
}

/** Reads off a statement what it is about. */
export function refsOf(statement: ParsedStatement): StatementRefs {
  const { body } = statement;
  return {
    claimId: body.type === 'claim' ? statement.id : textField(body, 'claimId'),
    manifestId: body.type === 'manifest' ? statement.id : textField(body, 'manifestId'),
    backupId: body.type === 'manifest' ? body.header.backupId : textField(body, 'backupId'),
  };
}

function textField(body: AnyBody, field: string): string | null {
  const value: unknown = (body as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : null;
}
