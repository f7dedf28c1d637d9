import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';

const connection = {
  provider: 'postgres',
  adapterName: 'offline',
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  queryRaw: () =>
    Promise.resolve({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [5, 7, 0],
      rows: [[true, 'PostgreSQL 16.0', 160000]],
    }),
  executeRaw: () => Promise.resolve(0),
  executeScript: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
  startTransaction: () => Promise.reject(new Error('there is no database')),
} satisfies SqlDriverAdapter;

/**
 * Stands in for a PostgreSQL server where the schema engine only compares two schemas: it asks for the version of the server
 * and for nothing else that matters.
 */
export const offlinePostgres: SqlMigrationAwareDriverAdapterFactory = {
  provider: 'postgres',
  adapterName: 'offline',
  connect: () => Promise.resolve(connection),
  connectToShadowDb: () => Promise.resolve(connection),
};
