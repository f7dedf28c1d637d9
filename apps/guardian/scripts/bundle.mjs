// Makes few files of the compiled node and of most packages under it: opening 1,700 files is half of what its start costs.
import { build } from 'esbuild';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const inDist = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
const outdir = inDist('bundle');

/** Native addons, and packages that look for files beside their own. */
const LEFT_OUT = ['argon2', 'better-sqlite3', 'pg', 'pino', '@prisma/*'];

/** A module of the node's own finds files beside itself, wherever its code has gone. */
const ownUrls = {
  name: 'own-urls',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\](apps|libs)[/\\][^/\\]+[/\\]dist[/\\].*\.js$/ }, async ({ path }) => {
      const url = `new URL(${JSON.stringify(relative(outdir, path))}, import.meta.url).href`;
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', url), loader: 'js' };
    });
  },
};

/** Nest asks for packages that are used only where they are installed. */
const optionalPackages = {
  name: 'optional-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (!['require-call', 'dynamic-import'].includes(kind) || importer === '') return undefined;
      try {
        createRequire(importer).resolve(path);
        return undefined;
      } catch {
        return { path, external: true };
      }
    });
  },
};

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: { 'wardkeep-guardian': inDist('main.js') },
  outdir,
  bundle: true,
  // What is imported only when it is needed stays in files of its own.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Nest and the class names in errors rely on them.
  keepNames: true,
  legalComments: 'inline',
  external: LEFT_OUT,
  plugins: [ownUrls, optionalPackages],
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
