import { beforeAll, describe, expect, it } from '@jest/globals';
import { build, type Metafile } from 'esbuild';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../run/processes.mjs';

/** Largest bundle that a wallet is asked to ship, bytes after gzip. */
const BUDGET = 150_000;

interface Bundle {
  readonly text: string;
  readonly metafile: Metafile;
  readonly nodeImports: readonly string[];
}

let bundle: Bundle;

/** Bundles the client as a wallet's web page would. Imports of Node modules are noted and left out. */
async function bundleForBrowsers(): Promise<Bundle> {
  const nodeImports: string[] = [];
  const result = await build({
    entryPoints: [join(ROOT, 'libs/client/src/index.ts')],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser'],
    target: 'es2022',
    logLevel: 'silent',
    plugins: [
      {
        name: 'no-node-modules',
        setup(setting) {
          setting.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
            if (!isBuiltin(path)) return undefined;
            nodeImports.push(`${kind} of ${path} from ${relative(ROOT, importer)}`);
            return { path, external: true };
          });
        },
      },
    ],
  });
  return { text: result.outputFiles[0]?.text ?? '', metafile: result.metafile, nodeImports };
}

/** These ask for it only where there is no `globalThis.crypto`, which every browser has; nothing is loaded at the start. */
const GUARDED = /^(require-call|dynamic-import) of crypto from node_modules\/@hpke\/common\//;

describe('when the client is bundled for browsers', () => {
  beforeAll(async () => {
    bundle = await bundleForBrowsers();
  }, 60_000);

  it('imports no Node module', () => {
    expect(bundle.nodeImports.filter((entry) => !GUARDED.test(entry))).toEqual([]);
    expect(bundle.text).not.toMatch(/["']node:/);
  });

  it('takes the browser halves of the crypto package, and nothing of the node folder', () => {
    const inputs = Object.keys(bundle.metafile.inputs);
    for (const name of ['curve25519', 'ed25519', 'argon2id']) {
      expect(inputs.some((path) => path.endsWith(`${name}/browser.js`))).toBe(true);
    }
    const foreign = /(curve25519|ed25519|argon2id)\/node|client\/src\/node|node_modules\/argon2\/|libsodium/;
    expect(inputs.filter((path) => foreign.test(path))).toEqual([]);
  });

  it('stays within its budget', () => {
    const { length } = gzipSync(bundle.text);
    expect(length).toBeGreaterThan(50 * 1024);
    expect(length).toBeLessThan(BUDGET);
  });
});
