import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../run/processes.mjs';

/** What was read from the copied files of a node, with its root key. */
export interface StolenNode {
  readonly index: number;
  readonly backups: readonly {
    readonly manifest: string;
    readonly payload: string;
    readonly paths: Readonly<
      Record<string, { readonly shard: string; readonly oprfPart: string; readonly releasePart: string }>
    >;
  }[];
}

/** How a theft went. */
export interface Theft {
  readonly nodes: number;
  readonly secret: Uint8Array | null;
  readonly code: string | null;
}

/** The thief of the demo, who has the project's own code. */
interface Thief {
  stealFiles(folder: string, loot: string): Promise<StolenNode>;
  tryToOpen(nodes: readonly StolenNode[], memorable: string): Promise<Theft>;
}

const thief = (): Promise<Thief> =>
  import(pathToFileURL(join(ROOT, 'apps/cli/dist/dev/thief.js')).href) as Promise<Thief>;

/**
 * Copies a node's files, root key among them, and reads from the copy everything that the node itself could.
 *
 * @param folder - the node's
 * @param loot - where the copy goes; does not exist yet
 */
export async function stealFiles(folder: string, loot: string): Promise<StolenNode> {
  return (await thief()).stealFiles(folder, loot);
}

/**
 * Tries to open a backup with the parts of stolen nodes.
 *
 * @param nodes - what was stolen
 * @param memorable - the memorable information
 */
export async function tryToOpen(nodes: readonly StolenNode[], memorable: string): Promise<Theft> {
  return (await thief()).tryToOpen(nodes, memorable);
}
