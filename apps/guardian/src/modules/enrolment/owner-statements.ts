import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  LIMITS,
  parseEnvelopeOf,
  ProtocolError,
  verifyParsed,
  verifyPolicy,
  type ParsedStatement,
  type VerifiedStatement,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { FederationService } from '../federation/federation.service.js';
import type { AcceptContext } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { BackupRepository, type VersionRow } from './backup.repository.js';
import { BackupRetirement } from './backup-retirement.js';
import { enrolmentProblem } from './enrolment-problems.js';
import { requireOwner } from './owner-rights.js';
import { requireSmallStep } from './rising-numbers.js';

type OwnerType = 'policy' | 'check-in' | 'deletion';

/** What an owner says of a backup after it is enrolled: policies, check-ins, deletion. */
@Injectable()
export class OwnerStatements implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly federation: FederationService,
    private readonly statements: StatementService,
    private readonly backups: BackupRepository,
    private readonly retirement: BackupRetirement,
  ) {}

  onModuleInit(): void {
    const common = { shared: true, urgent: false } as const;
    this.statements.register<'policy'>({
      ...common,
      type: 'policy',
      verify: (policy, context) => this.verifyPolicy(policy, context),
      apply: (tx, policy) => this.applyPolicy(tx, policy),
    });
    this.statements.register<'check-in'>({
      ...common,
      // Urgent: it cancels an inheritance claim.
      urgent: true,
      type: 'check-in',
      verify: (checkIn) => this.verify(checkIn),
      apply: () => Promise.resolve(),
    });
    this.statements.register<'deletion'>({
      ...common,
      type: 'deletion',
      verify: (deletion) => this.verify(deletion),
      // Never at once: whoever stole the owner key must not destroy the backup (§6.7).
      apply: (tx, { body }, { receivedAt }) =>
        this.retirement.schedule(tx, body.backupId, null, receivedAt + LIMITS.ownerChangeSeconds * 1000),
    });
  }

  private async verifyPolicy(
    policy: ParsedStatement<'policy'>,
    { origin }: AcceptContext,
  ): Promise<VerifiedStatement<'policy'>> {
    const { backupId, number } = policy.body;
    const versions = await this.findLive(backupId, policy.body.signer.key);
    const [newest] = versions;
    const row = newest === undefined ? null : await this.backups.find(newest.manifest_id);
    if (newest === undefined || row === null) throw unknownBackup();
    const { paths } = parseEnvelopeOf(row.manifest, 'manifest').body.header;
    const verified = verifyPolicy(policy, await this.federation.current(), {
      backupId,
      ownerKey: newest.owner_key,
      paths,
    });
    requireSmallStep(versions, number);
    // Between peers an older one may come after a newer one: kept, since it was in force somewhere.
    const latestPolicy = Math.max(...versions.map((version) => version.policy_number));
    if (number <= latestPolicy && !origin.startsWith('peer/')) {
      const detail = `policy number must be above ${String(latestPolicy)}, got ${String(number)}`;
      throw enrolmentProblem('POLICY_STALE', detail, { latestPolicy });
    }
    return verified;
  }

  private async applyPolicy(tx: Tx, { id, text, body }: VerifiedStatement<'policy'>): Promise<void> {
    await this.backups.setPolicy(tx, body.backupId, { policy: text, policy_id: id, policy_number: body.number });
  }

  private async verify<T extends Exclude<OwnerType, 'policy'>>(
    statement: ParsedStatement<T>,
  ): Promise<VerifiedStatement<T>> {
    const { body } = statement as ParsedStatement<OwnerType>;
    const [newest] = await this.findLive(body.backupId, body.signer.key);
    if (newest === undefined) throw unknownBackup();
    if (body.issuedAt > this.clock.now() + LIMITS.clockSkewSeconds * 1000) {
      throw new ProtocolError('CLOCK_SKEW', `${body.type} is issued more than 60 seconds ahead of this node's clock`);
    }
    const { federationId } = await this.federation.current();
    return verifyParsed(statement, { federationId, signerKey: newest.owner_key });
  }

  private async findLive(backupId: string, ownerKey: string): Promise<VersionRow[]> {
    const versions = await this.backups.findVersions(null, backupId);
    const live = versions.filter(({ status }) => status !== 'superseded' && status !== 'deleted');
    if (live.length === 0) throw unknownBackup();
    await requireOwner(this.db, live, ownerKey, this.clock.now());
    return live;
  }
}

const unknownBackup = () => enrolmentProblem('BACKUP_NOT_FOUND', 'this node has no such backup');
