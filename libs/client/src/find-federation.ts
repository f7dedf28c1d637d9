import { cryptoReady, decodeBase64url } from '@wardkeep/crypto';
import {
  encodeInvite,
  fingerprintOf,
  isNodeUrl,
  verifyConfigChain,
  verifyFoundingConfig,
  type SealedConfig,
  type UrlAnnouncement,
} from '@wardkeep/protocol';
import {
  during,
  federationOf,
  GuardianApi,
  InputError,
  InvalidAnswerError,
  learnAnnouncements,
  type ClientContext,
} from './core/index.js';

/** What one node says of its federation. */
export interface FoundFederation {
  /** Sealed by all its guardians, whoever they are. */
  readonly config: SealedConfig;
  /** Where each guardian answers, by index, as they have announced it. */
  readonly urls: ReadonlyMap<number, readonly string[]>;
  /** Twelve words that every guardian of the right federation can read to the person. */
  readonly fingerprint: readonly string[];
  /** Leads to this federation; without enrolment token. Use it only after the words were compared. */
  readonly invite: string;
}

/**
 * Asks a node which federation it belongs to, for somebody who has no invite left but knows where a guardian answers.
 *
 * Nothing vouches for the answer: whoever controls the URL can show a federation of their own. A person must compare the
 * fingerprint with what a guardian reads to them before anything is done with the invite.
 *
 * @param context - the context
 * @param url - where the node answers
 * @returns the federation, and an invite to it
 * @throws InputError INPUT_INVALID when it is no URL of a node
 * @throws UnreachableError, RefusedError, InvalidAnswerError when the node has no good answer
 */
export async function findFederation(context: ClientContext, url: string): Promise<FoundFederation> {
  const trimmed = url.replace(/\/+$/, '');
  if (!isNodeUrl(trimmed)) {
    throw new InputError('INPUT_INVALID', 'url must be https, or http on loopback, without query or fragment');
  }
  await cryptoReady();
  return during(context, 'find-federation', async () => {
    const node = new GuardianApi(0, [trimmed], context.transport);
    const { configs, announcements } = await node.federation({ signal: context.signal });
    const config = readChain(configs);
    const known = new Map<string, UrlAnnouncement>();
    learnAnnouncements(known, announcements, config);
    const urls = new Set([trimmed, ...[...known.values()].flatMap(({ body }) => body.urls.slice(0, 1))]);
    const invite = encodeInvite({
      federationId: decodeBase64url(config.federationId),
      epoch: config.epoch,
      configHash: decodeBase64url(config.id),
      guardianUrls: [...urls],
    });
    return { config, urls: federationOf(context, config, known).urls, fingerprint: fingerprintOf(config.id), invite };
  });
}

function readChain(configs: readonly string[]): SealedConfig {
  try {
    const founding = verifyFoundingConfig(configs[0] ?? '');
    return verifyConfigChain(configs, founding.federationId);
  } catch (cause) {
    throw new InvalidAnswerError(0, 'CONFIG_INVALID', 'its federation does not verify', { cause });
  }
}
