import { StartError } from '../start-error.js';
import type { Database } from './database.js';
import { type DatabaseLocation, hasPendingMigrations, migrate } from './migrations.js';

/**
 * Brings the schema up to date.
 *
 * @param location - The database.
 * @param apply - Applies migrations; given by those who must not keep the schema engine in memory.
 * @throws StartError `DATABASE_UNAVAILABLE`.
 */
export async function ensureMigrated(
  location: DatabaseLocation,
  apply: (location: DatabaseLocation) => Promise<unknown> = migrate,
): Promise<void> {
  try {
    if (await hasPendingMigrations(location)) await apply(location);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const reason = cause instanceof Error ? cause.message : 'unknown fault';
    throw new StartError('DATABASE_UNAVAILABLE', `database cannot be opened or migrated: ${reason}`, { cause });
  }
}

/**
 * Opens a database whose schema is up to date. Only the driver of the engine in use is loaded.
 *
 * @param location - The database.
 * @returns The database; the caller closes it.
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  if (location.provider === 'sqlite') {
    const { SqliteDatabase } = await import('./sqlite-database.js');
    return new SqliteDatabase(location.path);
  }
  const { PostgresDatabase } = await import('./postgres-database.js');
  return new PostgresDatabase(location.url);
}
