import { encodeBase64url, type SealingKeyPair, type SecretBytes, type SigningKey } from '@wardkeep/crypto';
import {
  parseEnvelopeOf,
  signStatement,
  type Body,
  type GuardianStatementType,
  type SealedConfig,
  type StatementType,
} from '@wardkeep/protocol';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../run/processes.mjs';

/** What every statement has. */
type CommonField = 'type' | 'version' | 'federationId' | 'epoch' | 'generation' | 'issuedAt' | 'signer';

/** The parts of the guardian's code that are used here; the package exports nothing. */
interface Keystore {
  refresh(): Promise<void>;
  signingKey(epoch: number): SigningKey;
  sealingKeyPair(epoch: number): SealingKeyPair;
  decryptAtRest(epoch: number, context: string, sealed: Uint8Array): SecretBytes;
  lookupHmac(bytes: Uint8Array): Uint8Array;
}
interface WriteUnit {
  execute(sql: string, parameters?: readonly unknown[]): Promise<number>;
}
interface Database {
  query(sql: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  write(work: (unit: WriteUnit) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Where a node keeps what it has. */
interface NodeAtRest {
  readonly folder: string;
  readonly plan: { readonly databaseUrl?: string | undefined };
}

/**
 * A guardian gone bad: whoever runs a node has its root key and its database, and so everything that the node could sign.
 * Put it behind a {@link LyingProxy} to let it answer something else than its software would.
 */
export class CorruptGuardian {
  private constructor(
    readonly index: number,
    readonly signing: SigningKey,
    readonly sealing: SealingKeyPair,
  ) {}

  /**
   * Takes the keys out of a node's data folder with the root key that lies in it; the node may be running.
   *
   * @param node - the node
   * @param index - the guardian's index in its federation
   * @param epoch - whose keys
   */
  static async of(node: NodeAtRest, index: number, epoch = 1): Promise<CorruptGuardian> {
    const { keystore, database } = await openNode(node.folder, node.plan.databaseUrl);
    await database.close();
    return new CorruptGuardian(index, keystore.signingKey(epoch), keystore.sealingKeyPair(epoch));
  }

  /** The guardian's key as statements name it. */
  get key(): string {
    return encodeBase64url(this.signing.publicKey);
  }

  /**
   * Signs a statement of the guardian's own making.
   *
   * @param config - of its federation
   * @param type - its type
   * @param fields - its own fields; common ones may be given too, to make them wrong
   * @returns an envelope whose signature is good
   */
  sign<T extends GuardianStatementType>(
    config: SealedConfig,
    type: T,
    fields: Omit<Body<T>, CommonField> & Partial<Pick<Body<T>, CommonField>>,
  ): string {
    const { federationId, epoch } = config;
    const signer = { role: 'guardian', index: this.index, key: this.key };
    const common = { version: 1, federationId, epoch, generation: 1, issuedAt: Date.now(), signer };
    return signStatement({ ...common, ...fields, type } as unknown as Body<T>, this.signing).text;
  }

  /**
   * Signs an altered copy of one of the guardian's own statements.
   *
   * @param text - the honest envelope
   * @param type - its type
   * @param change - gives the altered body
   * @returns an envelope whose signature is good
   */
  resign<T extends StatementType>(text: string, type: T, change: (body: Body<T>) => Body<T>): string {
    const { body } = parseEnvelopeOf(text, type);
    return signStatement(change(body as Body<T>), this.signing).text;
  }
}

/**
 * Opens a node's database and keys as the node itself would.
 *
 * @param folder - its data folder
 * @param databaseUrl - of PostgreSQL
 * @returns both; close the database
 */
export async function openNode(
  folder: string,
  databaseUrl?: string,
): Promise<{ readonly keystore: Keystore; readonly database: Database }> {
  const { RootKey } = await guardianCode('platform/keystore/root-key.js');
  const { Keystore } = await guardianCode('platform/keystore/keystore.js');
  const { openDatabase } = await guardianCode('platform/database/open-database.js');
  const sqlite = { provider: 'sqlite', path: join(folder, 'guardian.db') };
  const database = await openDatabase(
    databaseUrl === undefined ? sqlite : { provider: 'postgresql', url: databaseUrl },
  );
  const keystore = new Keystore(await RootKey.load(join(folder, 'root.key')), database, {
    bytes: () => new Uint8Array(),
  });
  await keystore.refresh();
  return { keystore, database };
}

/**
 * Asks a node's database, past the node.
 *
 * @param node - whose
 * @param sql - one query
 * @param values - of its question marks
 * @returns the rows
 */
export async function queryNode(
  node: NodeAtRest,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const { database } = await openNode(node.folder, node.plan.databaseUrl);
  try {
    return await database.query(sql, values);
  } finally {
    await database.close();
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- compiled code of another package, without its types
function guardianCode(path: string): Promise<any> {
  return import(pathToFileURL(join(ROOT, 'apps/guardian/dist', path)).href);
}
