import { decodeBase64url, equalBytes, MerkleFrontier, utf8, verifyCheckpoint } from '@wardkeep/crypto';
import { isSignedBy, logExportLine, parseEnvelope } from '@wardkeep/protocol';

/** What this browser found in an exported log. */
export interface LogVerdict {
  readonly size: number;
  /** Whether the signed checkpoint's root is the one of the leaves. */
  readonly rootMatches: boolean;
  /** Whether the checkpoint is signed by this node's key. */
  readonly checkpointSigned: boolean;
  /** Leaves whose statement is malformed or whose signer's signature does not verify. */
  readonly badStatements: readonly number[];
}

/** How many leaves are checked before the page gets a turn. */
const AT_ONCE = 50;

function isGoodStatement(text: string): boolean {
  try {
    const parsed = parseEnvelope(text);
    return isSignedBy(parsed, parsed.body.signer.key);
  } catch {
    return false;
  }
}

function rootOf(note: string, key: string): Uint8Array | null {
  try {
    return verifyCheckpoint(note, `wardkeep/1/log/${key}`, decodeBase64url(key)).root;
  } catch {
    return null;
  }
}

/**
 * Recomputes the root of an exported log and checks every signature in it.
 * @param lines - of the export, in order
 * @param key - signing key of the node, base64url
 * @param onProgress - called with the number of leaves that are done
 */
export async function verifyLog(
  lines: readonly string[],
  key: string,
  onProgress: (done: number) => void,
): Promise<LogVerdict> {
  const [first = '', ...rest] = lines;
  const head = logExportLine.parse(JSON.parse(first));
  const note = 'checkpoint' in head ? head.checkpoint : '';
  const frontier = MerkleFrontier.empty();
  const badStatements: number[] = [];
  for (const [at, line] of rest.entries()) {
    const leaf = logExportLine.parse(JSON.parse(line));
    if (!('text' in leaf)) throw new Error('export has a second checkpoint');
    frontier.append(utf8(leaf.text));
    if (leaf.index !== at || !isGoodStatement(leaf.text)) badStatements.push(at);
    if (at % AT_ONCE === 0) {
      onProgress(at);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
  const root = rootOf(note, key);
  const isWhole = 'size' in head && head.size === rest.length;
  return {
    size: rest.length,
    rootMatches: root !== null && isWhole && equalBytes(root, frontier.root()),
    checkpointSigned: root !== null,
    badStatements,
  };
}
