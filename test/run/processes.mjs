import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, from the source in test/run as well as from its copy in test/dist/run. */
export const ROOT = fileURLToPath(
  ['../../', '../../../']
    .map((above) => new URL(above, import.meta.url))
    .find((folder) => existsSync(new URL('package-lock.json', folder))) ?? new URL('../../', import.meta.url),
);

const DEADLY = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs one program to its end in the checkout, passing signals on to it.
 * @param {string} command the program
 * @param {string[]} args its arguments
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, stdio?: import('node:child_process').StdioOptions, idle?: boolean }} [options]
 *   idle: takes only the time that no other program wants
 * @returns {Promise<number>} its exit code; 128 + 15 or so when a signal ended it
 */
export function run(command, args, { env = process.env, cwd = ROOT, stdio = 'inherit', idle = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio, env });
    if (idle && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const forward = (signal) => child.kill(signal);
    for (const signal of DEADLY) process.on(signal, forward);
    const done = () => {
      for (const signal of DEADLY) process.off(signal, forward);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      done();
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/**
 * Runs npm, the same one that runs this script when there is one.
 * @param {string[]} args its arguments
 * @param {import('node:child_process').StdioOptions} [stdio]
 * @returns {Promise<number>} its exit code
 */
export function runNpm(args, stdio = 'inherit') {
  const npm = process.env['npm_execpath'];
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) return run(process.execPath, [npm, ...args], { stdio });
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { stdio });
}

/**
 * Runs a program of an installed package in this Node, without npx.
 * @param {string} script path inside node_modules
 * @param {string[]} args its arguments
 * @param {Parameters<typeof run>[2] & { nodeArgs?: string[] }} [options]
 * @returns {Promise<number>} its exit code
 */
export function runTool(script, args, { nodeArgs = [], ...options } = {}) {
  return run(process.execPath, [...nodeArgs, `${ROOT}node_modules/${script}`, ...args], options);
}
