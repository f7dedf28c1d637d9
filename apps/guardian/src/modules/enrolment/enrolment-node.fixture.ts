import { systemRng } from '@wardkeep/crypto';
import type { FederationPolicies } from '@wardkeep/protocol';
import { pino } from 'pino';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import type { Database, SqlValue } from '../../platform/database/database.js';
import type { DiskRoom } from '../../platform/database/disk-room.js';
import { problem } from '../../platform/problem/index.js';
import { OutboxRepository } from '../../platform/outbox/outbox.repository.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { FakeClock } from '../../testing/fake-clock.js';
import { FederationService } from '../federation/federation.service.js';
import { logFor } from '../../testing/log-for.js';
import { NonceRepository } from '../peers/nonce.repository.js';
import type { PeerClient } from '../peers/peer-client.js';
import { StatementStore } from '../statements/statement-store.js';
import { StatementService } from '../statements/statement.service.js';
import { WindingDownService } from '../winding-down/winding-down.service.js';
import { AbsentParcels } from './absent-parcels.js';
import { BackupRetirement } from './backup-retirement.js';
import { BackupRepository } from './backup.repository.js';
import { CheckUpService } from './check-up.service.js';
import { CommitService } from './commit.service.js';
import { DeliveryService } from './delivery.service.js';
import { buildScene, NOW, type Scene } from './enrolment.fixture.js';
import { OwnerClaims } from './owner-claims.js';
import { OwnerStatements } from './owner-statements.js';
import { QuotaRepository } from './quota.repository.js';
import { StagingRepository } from './staging.repository.js';
import { StagingService } from './staging.service.js';

/** What a peer answers to a POST; throws to refuse or to be unreachable. */
export type PeerAnswers = (index: number, path: string, content: unknown) => Promise<unknown>;

/** The enrolment flow of one node over a real database; disk and peers are played. */
export interface EnrolmentNode {
  readonly scene: Scene;
  readonly clock: FakeClock;
  readonly staging: StagingService;
  readonly commits: CommitService;
  readonly deliveries: DeliveryService;
  readonly checkUps: CheckUpService;
  readonly statements: StatementService;
  readonly retirement: BackupRetirement;
  readonly backups: BackupRepository;
  readonly outbox: Outbox;
  readonly disk: { isFull: boolean };
  readonly peers: { answer: PeerAnswers };
  count(table: string, where?: string, params?: readonly SqlValue[]): Promise<number>;
  stop(): Promise<void>;
}

/** Builds the flow over an open database. */
export async function buildNode(db: Database, policies: Partial<FederationPolicies> = {}): Promise<EnrolmentNode> {
  const scene = await buildScene(db, policies);
  const clock = new FakeClock(NOW);
  const silent = pino({ level: 'silent' });
  const disk = { isFull: false };
  const room = {
    assertRoom: async () => {
      if (disk.isFull) throw problem('DISK_FULL', 'the guardian has no room for new work');
    },
  } as unknown as DiskRoom;
  const peers: { answer: PeerAnswers } = { answer: () => Promise.reject(new Error('peer is down')) };
  const peerClient = {
    post: (index: number, path: string, content: unknown) => peers.answer(index, path, content),
  } as unknown as PeerClient;
  const log = logFor(db, clock, scene.keystore);
  const store = new StatementStore(db, clock, log);
  const statements = new StatementService(db, clock, store);
  const federation = new FederationService(db, clock, scene.keystore);
  const backups = new BackupRepository(db);
  const quotas = new QuotaRepository();
  const retirement = new BackupRetirement(db, backups, quotas);
  const outbox = new Outbox(new OutboxRepository(db), clock, systemRng, silent);
  const absent = new AbsentParcels(db, clock, federation, statements, store, backups, peerClient, outbox, silent);
  const stagings = new StagingRepository(backups, quotas);
  const winding = new WindingDownService(db, federation, statements, new AuditTrail(db, clock));
  winding.onModuleInit();
  const staging = new StagingService(db, clock, room, scene.keystore, federation, store, stagings, winding);
  const commits = new CommitService(db, clock, federation, statements, backups, retirement, absent);
  const owners = new OwnerStatements(db, clock, federation, statements, backups, retirement);
  for (const each of [absent, commits, owners]) each.onModuleInit();
  const nonces = new NonceRepository(db, clock);
  const claims = new OwnerClaims();
  return {
    scene,
    clock,
    staging,
    commits,
    deliveries: new DeliveryService(db, clock, store, staging, commits),
    checkUps: new CheckUpService(clock, systemRng, scene.keystore, federation, nonces, backups, claims),
    statements,
    retirement,
    backups,
    outbox,
    disk,
    peers,
    count: async (table, where = '1 = 1', params = []) => {
      const [row] = await db.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`, params);
      return row?.n ?? 0;
    },
    stop: async () => {
      await outbox.beforeApplicationShutdown();
      await log.onApplicationShutdown();
    },
  };
}
