import { join } from 'node:path';
import { cryptoReady, encodeBase64url, systemRng } from '@wardkeep/crypto';
import { type Path, verifyFoundingConfig } from '@wardkeep/protocol';
import { decryptParts, wipeParts } from '../modules/enrolment/parts-at-rest.js';
import { openDatabase } from '../platform/database/open-database.js';
import type { Database } from '../platform/database/database.js';
import { Keystore } from '../platform/keystore/keystore.js';
import { RootKey } from '../platform/keystore/root-key.js';

/*
 * What a thief reads from the files of one node, its root key among them: everything the node itself could read. For the
 * demo and for tests, which show how little that is. `node stolen-files.js FOLDER` prints it as JSON; the folder is a copy.
 */

/** What one node holds of one path of a backup, base64url. */
export interface StolenPath {
  readonly shard: string;
  readonly oprfPart: string;
  readonly releasePart: string;
}

/** A backup as one node holds it. */
export interface StolenBackup {
  readonly manifest: string;
  /** C, base64url. */
  readonly payload: string;
  readonly paths: Readonly<Partial<Record<Path, StolenPath>>>;
}

/** Everything that matters in a node's folder. */
export interface StolenNode {
  readonly index: number;
  readonly backups: readonly StolenBackup[];
}

/**
 * Opens a copied folder with the root key in it.
 *
 * @param folder - The copy.
 * @returns What the node held.
 */
export async function readStolenNode(folder: string): Promise<StolenNode> {
  await cryptoReady();
  const root = await RootKey.load(join(folder, 'root.key'));
  const database = await openDatabase({ provider: 'sqlite', path: join(folder, 'guardian.db') });
  try {
    const keystore = new Keystore(root, database, systemRng);
    await keystore.refresh();
    return { index: await indexOf(database, keystore), backups: await readBackups(database, keystore) };
  } finally {
    await database.close();
    root.wipe();
  }
}

async function indexOf(database: Database, keystore: Keystore): Promise<number> {
  const [row] = await database.query<{ text: string }>("SELECT text FROM federation_configs WHERE status = 'sealed'");
  if (row === undefined) throw new Error('node belongs to no federation');
  const own = encodeBase64url(keystore.signingKey(1).publicKey);
  const self = verifyFoundingConfig(row.text).guardians.find(({ signingKey }) => signingKey === own);
  if (self === undefined) throw new Error('node is no guardian of its federation');
  return self.index;
}

async function readBackups(database: Database, keystore: Keystore): Promise<StolenBackup[]> {
  type Row = { manifest_id: string; manifest: string; content: Uint8Array };
  const rows = await database.query<Row>(
    `SELECT b.manifest_id, b.manifest, p.content FROM backups AS b JOIN payloads AS p ON p.manifest_id = b.manifest_id
     WHERE b.status = 'committed' ORDER BY b.committed_at`,
  );
  return Promise.all(
    rows.map(async ({ manifest_id, manifest, content }) => ({
      manifest,
      payload: encodeBase64url(content),
      paths: await readPaths(database, keystore, manifest_id),
    })),
  );
}

async function readPaths(database: Database, keystore: Keystore, manifestId: string): Promise<StolenBackup['paths']> {
  type Row = { path: Path; epoch: number; sealed: Uint8Array };
  const sql = 'SELECT path, epoch, sealed FROM backup_parts WHERE manifest_id = ?';
  const rows = await database.query<Row>(sql, [manifestId]);
  const paths = rows.map(({ path, epoch, sealed }) => {
    const held = decryptParts(keystore, epoch, manifestId, path, sealed);
    const stolen = {
      shard: encodeBase64url(held.shard.reveal()),
      oprfPart: encodeBase64url(held.oprfPart),
      releasePart: encodeBase64url(held.releasePart),
    };
    wipeParts(held);
    return [path, stolen] as const;
  });
  return Object.fromEntries(paths);
}

const [, script = '', folder] = process.argv;
if (folder !== undefined && /[/\\]stolen-files\.js$/.test(script)) {
  process.stdout.write(`${JSON.stringify(await readStolenNode(folder))}\n`);
}
