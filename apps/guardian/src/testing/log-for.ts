import type { Clock } from '../platform/clock/clock.js';
import type { Database } from '../platform/database/database.js';
import type { Keystore } from '../platform/keystore/keystore.js';
import { LogService } from '../modules/log/log.service.js';

/**
 * The log of a node that is put together by hand. It ends with its database, as both end with the process elsewhere.
 *
 * @param db - Database of the node; its `close` ends the log first.
 * @param clock - Clock of the node.
 * @param keystore - Keys of the node.
 */
export function logFor(db: Database, clock: Clock, keystore: Keystore): LogService {
  const log = new LogService(db, clock, keystore);
  const close = db.close.bind(db);
  db.close = async () => {
    await log.onApplicationShutdown();
    await close();
  };
  return log;
}
