/**
 * Stands in for a PostgreSQL server where the schema engine only compares two schemas: it asks for the version of the
 * server and for nothing else that matters.
 */
const connection = {
  provider: 'postgres',
  adapterName: 'offline',
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  queryRaw: async () => ({
    columnNames: ['exists', 'version', 'numeric_version'],
    columnTypes: [5, 7, 0],
    rows: [[true, 'PostgreSQL 16.0', 160000]],
  }),
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  dispose: async () => undefined,
};

export const offlinePostgres = {
  provider: 'postgres',
  adapterName: 'offline',
  connect: async () => connection,
  connectToShadowDb: async () => connection,
};
