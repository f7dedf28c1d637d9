import type { Command } from 'commander';
import { once } from 'node:events';
import { z } from 'zod';
import { defineCommand, wholeNumber, type Session } from '../command/define-command.js';
import { OWN_PORTAL, readPortal } from '../portal/portal-folder.js';
import { servePortal } from '../portal/serve-portal.js';

/** Browsers keep what they store by address and port, so it stays the same. */
const PORT = 8480;

const FOLDER_OPTION = { '--folder <folder>': 'the folder of the portal; that of this checkout when left out' } as const;
const folderField = z.string().min(1).default(OWN_PORTAL);

/** `portal serve|digest`: a copy of the portal on one's own machine. */
export function addPortalCommands(program: Command, session: Session): void {
  const group = program.command('portal').description('the web pages of owners and claimants, from this machine');

  defineCommand(group, session, {
    usage: 'serve',
    summary: 'serve the portal to the browsers of this machine, in the foreground',
    help: 'Compare the digest with that of an owner\u2019s kit, or ask several guardians for theirs: GET /v1/portal.',
    options: { ...FOLDER_OPTION, '--port <port>': `port on 127.0.0.1; ${String(PORT)} when left out` },
    schema: z.strictObject({ folder: folderField, port: wholeNumber(0, 65_535).default(PORT) }),
    async run({ options: { folder, port }, signal, report }) {
      const { digest, ...portal } = await readPortal(folder);
      const served = await servePortal({ digest, ...portal }, port);
      report({
        json: { url: served.url, digest, folder: portal.folder },
        text: [`The portal is at ${served.url}. Ctrl-C stops it.`, `Digest: ${digest}`],
      });
      if (!signal.aborted) await once(signal, 'abort');
      await served.close();
      return null;
    },
  });

  defineCommand(group, session, {
    usage: 'digest',
    summary: 'compute the digest by which copies of the portal are compared',
    help: 'The same without this program, inside the folder: find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum',
    options: FOLDER_OPTION,
    schema: z.strictObject({ folder: folderField }),
    async run({ options: { folder } }) {
      const { digest, files } = await readPortal(folder);
      return { json: { digest, files }, text: [digest] };
    },
  });
}
