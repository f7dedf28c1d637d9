import type { FederationView } from '@wardkeep/client/browser';
import { decodeBase64url } from '@wardkeep/crypto';
import { encodeInvite } from '@wardkeep/protocol';

/** What an owner keeps on paper: nothing in it is secret, and nothing in it opens anything. */
export interface KitContent {
  readonly federation: string;
  readonly fingerprint: readonly string[];
  readonly approvals: { readonly needed: number; readonly all: number };
  readonly guardians: readonly { readonly name: string; readonly contact: string; readonly urls: readonly string[] }[];
  /** Leads to the federation; has no enrolment token. */
  readonly invite: string;
  /** Of the portal that a guardian serves; null where this page came from elsewhere. */
  readonly portalDigest: string | null;
}

/**
 * Puts an owner's kit together from what is public.
 *
 * @param federation - with whom the backup is
 * @param portalDigest - SHA-256 over the files of the portal, if known
 */
export function kitContent(federation: FederationView, portalDigest: string | null): KitContent {
  const { federationId, configId, epoch, name, fingerprint, size, guardians } = federation;
  return {
    federation: name,
    fingerprint,
    approvals: { needed: size.approvalThreshold, all: size.guardians },
    guardians: guardians.map((each) => ({ name: each.name, contact: each.contact, urls: each.urls })),
    invite: encodeInvite({
      federationId: decodeBase64url(federationId),
      epoch,
      configHash: decodeBase64url(configId),
      guardianUrls: guardians.flatMap(({ urls }) => urls.slice(0, 1)),
    }),
    portalDigest,
  };
}
