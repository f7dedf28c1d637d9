import type { AnyBody } from './registry.js';

/**
 * Key under which one signer may say only one thing. Two statements with one key and different ids are
 * **equivocation**: both are kept and shown. Null where a signer may say many things.
 *
 * A later reject that cancels an approve is no equivocation, so the decision is part of a vote's key. Nor is a commit that an
 * owner's device signs again after a crash: two contents under one version show in the manifests.
 *
 * @param body - a statement body
 */
export function conflictKey(body: AnyBody): string | null {
  const parts = conflictParts(body);
  return parts === null ? null : [body.type, body.signer.key, ...parts].join('/');
}

function conflictParts(body: AnyBody): readonly (string | number)[] | null {
  switch (body.type) {
    case 'ticket':
      return [body.manifestId, body.path, body.attempt];
    case 'vote':
      return [body.claimId, body.decision];
    case 'receipt':
      return [body.backupId, body.backupVersion];
    case 'manifest':
      return [body.header.backupId, body.header.backupVersion];
    case 'policy':
      return [body.backupId, body.number];
    case 'owner-key':
      return [body.claimId, body.backupId];
    case 'federation-config':
      return [body.previous ?? 'founding'];
    case 'invite':
      return [body.inviteId];
    default:
      return null;
  }
}
