import { setInterval } from 'node:timers';

/**
 * Loaded into a node by `--import`: ends it when the test run that started it is gone, so that a run that was killed leaves
 * no process behind.
 */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 1000).unref();
