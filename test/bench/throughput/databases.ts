import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { GuardianNode, World } from '../../e2e/harness/index.js';
import { openDriver } from './floor/driver.js';

/** Tables in which an enrolment leaves as many rows whoever writes them. */
const TABLES = ['owners', 'backups', 'backup_parts', 'payloads', 'statements'];

/** Where a node keeps its data, as a raw driver opens it. */
export function databaseOf(node: GuardianNode): string {
  return node.plan.databaseUrl ?? join(node.folder, 'guardian.db');
}

/**
 * Copies the database of a node that is down: the same schema, the same indexes, the same rows.
 *
 * @param world - where
 * @param node - whose
 * @param name - of the copy
 */
export async function copyDatabase(world: World, node: GuardianNode, name: string): Promise<string> {
  const source = databaseOf(node);
  if (node.plan.databaseUrl === undefined) {
    const copy = world.path(`${name}.db`);
    await copyFile(source, copy);
    return copy;
  }
  const url = new URL(source);
  const template = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  await client.end();
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * A floor that writes fewer rows than the node is none.
 *
 * @param databases - by name; all must hold as many rows of an enrolment
 */
export async function requireSameRows(databases: Readonly<Record<string, string>>): Promise<void> {
  const counts = await Promise.all(
    Object.entries(databases).map(async ([name, url]) => ({ name, rows: await countRows(url) })),
  );
  const differing = counts.find(({ rows }) => rows !== counts[0]?.rows);
  if (differing !== undefined) {
    throw new Error(
      `${differing.name} holds other rows: ${differing.rows}; ${String(counts[0]?.name)}: ${String(counts[0]?.rows)}`,
    );
  }
}

async function countRows(url: string): Promise<string> {
  const driver = await openDriver(url);
  const results = await driver.transact(TABLES.map((table) => [`SELECT COUNT(*) AS count FROM ${table}`, []]));
  await driver.close();
  return TABLES.map((table, at) => `${table} ${String(results[at]?.[0]?.count)}`).join(', ');
}
