import {
  encodeBase64url,
  generateSealingKeyPair,
  generateSigningKeyPair,
  systemRng,
  type SealingKeyPair,
  type SigningKey,
} from '@wardkeep/crypto';
import {
  signStatement,
  verifyCard,
  verifyUrlAnnouncement,
  type Body,
  type CardBundle,
  type SigningKeyText,
} from '@wardkeep/protocol';

/** A guardian without a node, whose keys the measurement holds. */
export interface SimulatedGuardian {
  readonly index: number;
  readonly key: SigningKeyText;
  readonly signing: SigningKey;
  readonly sealing: SealingKeyPair;
  readonly bundle: CardBundle;
}

/**
 * Makes a guardian.
 *
 * @param index - its index in the federation to come
 * @param url - where it is said to answer
 */
export function makeSimulatedGuardian(index: number, url: string): SimulatedGuardian {
  const [signing, instance] = [generateSigningKeyPair(systemRng), generateSigningKeyPair(systemRng)];
  const sealing = generateSealingKeyPair(systemRng);
  const key = encodeBase64url(signing.publicKey) as SigningKeyText;
  const common = { version: 1, federationId: null, epoch: 1, signer: { role: 'node', key }, issuedAt: Date.now() };
  const card = {
    ...common,
    type: 'guardian-card',
    name: `Guardian ${String(index)}`,
    sealingKey: encodeBase64url(sealing.publicKey),
    instanceKey: encodeBase64url(instance.publicKey),
    contact: 'none',
    softwareVersion: '0.1.0',
    protocolVersion: 1,
  };
  const announcement = { ...common, type: 'url-announcement', urls: [url] };
  const cardText = signStatement(card as unknown as Body<'guardian-card'>, signing).text;
  const announcementText = signStatement(announcement as unknown as Body<'url-announcement'>, signing).text;
  const bundle = { card: verifyCard(cardText), announcement: verifyUrlAnnouncement(announcementText, key) };
  return { index, key, signing, sealing, bundle };
}
