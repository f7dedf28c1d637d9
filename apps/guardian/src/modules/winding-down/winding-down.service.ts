import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type SealedConfig, verifyWindingDown, type WindingDownView } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { defineProblems } from '../../platform/problem/index.js';
import { FederationService } from '../federation/federation.service.js';
import { StatementService } from '../statements/statement.service.js';

const refuse = defineProblems<'FEDERATION_WINDING_DOWN' | 'WINDING_DOWN_NAME_DIFFERS'>({
  FEDERATION_WINDING_DOWN: 403,
  WINDING_DOWN_NAME_DIFFERS: 422,
});

type Row = { readonly guardian_index: number; readonly text: string; readonly known_at: number };

/**
 * The end of a federation that nobody is harmed by (protocol.md §4): once q guardians have declared it there are no new
 * enrolments; whoever is enrolled goes on, claims, and takes their secret elsewhere.
 */
@Injectable()
export class WindingDownService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly federation: FederationService,
    private readonly statements: StatementService,
    private readonly audit: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.statements.register({
      type: 'winding-down',
      shared: true,
      urgent: true,
      verify: async (statement) => verifyWindingDown(statement.text, await this.federation.current()),
      apply: async (tx, { body, text }, { receivedAt }) => {
        const row = { guardian_index: body.signer.index, text, known_at: receivedAt };
        await tx.insert('winding_down', row, 'ignore');
      },
    });
  }

  /** @returns The declarations that this node knows, one of each guardian, as they came in. */
  async list(): Promise<readonly Row[]> {
    return this.db.query<Row>(
      'SELECT guardian_index, text, known_at FROM winding_down ORDER BY known_at, guardian_index',
    );
  }

  /**
   * @param config - The config in force.
   * @returns Who has declared it, and since when it is in force.
   */
  async describe(config: SealedConfig): Promise<WindingDownView> {
    const rows = await this.list();
    const needed = config.size.approvalThreshold;
    const own = this.federation.self(config).index;
    return {
      inForceSince: rows[needed - 1]?.known_at ?? null,
      declaredBy: rows.map((row) => row.guardian_index).sort((a, b) => a - b),
      needed,
      declaredHere: rows.some((row) => row.guardian_index === own),
    };
  }

  /**
   * Declares, as this guardian, that the federation winds down. Doing it again changes nothing; it cannot be taken back.
   *
   * @param operator - Who does it.
   * @param name - Name of the federation as the operator typed it.
   * @throws ProblemError WINDING_DOWN_NAME_DIFFERS, NOT_SEALED.
   */
  async declare(operator: OperatorCaller, name: string): Promise<WindingDownView> {
    const config = await this.federation.current();
    if (name !== config.name) {
      throw refuse('WINDING_DOWN_NAME_DIFFERS', 'name must be that of the federation that is to wind down');
    }
    if (!(await this.describe(config)).declaredHere) {
      const statement = await this.federation.sign('winding-down', { configId: config.id });
      await this.db.write((tx) => this.audit.record(tx, operator, 'federation.wind-down', config.id));
      await this.statements.publish(statement);
    }
    return this.describe(config);
  }

  /**
   * Refuses what would bring new members into a federation that winds down.
   *
   * @param backupId - The backup that is being enrolled, if one is; a new version of one that is here may always come.
   * @throws ProblemError FEDERATION_WINDING_DOWN.
   */
  async requireEnrolmentOpen(backupId: string | null): Promise<void> {
    const rows = await this.list();
    if (rows.length < (await this.federation.current()).size.approvalThreshold) return;
    const sql = "SELECT manifest_id FROM backups WHERE backup_id = ? AND status = 'committed' LIMIT 1";
    if (backupId !== null && (await this.db.query(sql, [backupId])).length > 0) return;
    throw refuse('FEDERATION_WINDING_DOWN', 'federation winds down and takes no new enrolments');
  }
}
