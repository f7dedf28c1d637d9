import { decodeBase64url, requireSealingKey } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { parseEnvelopeOf, type VerifiedStatement } from '../statements/envelope.js';
import { verifyParsed } from '../statements/verify.js';

/** A guardian's card, signed by the key that it names. */
export type GuardianCard = VerifiedStatement<'guardian-card'>;
/** Where the holder of a signing key answers. */
export type UrlAnnouncement = VerifiedStatement<'url-announcement'>;

const PREFIX = 'wardkeep-card:';

/**
 * Reads a guardian card and checks that it is signed by the key that it names, and that one can seal to its sealing key: one
 * guardian with a key of small order would make every enrolment and every claim fail.
 *
 * @param text - canonical text of the envelope
 * @throws ProtocolError as `verifyStatement`, and CARD_INVALID
 */
export function verifyCard(text: string): GuardianCard {
  const parsed = parseEnvelopeOf(text, 'guardian-card');
  const card = verifyParsed(parsed, { federationId: null, signerKey: parsed.body.signer.key });
  try {
    requireSealingKey(decodeBase64url(card.body.sealingKey));
  } catch (cause) {
    throw new ProtocolError('CARD_INVALID', 'sealingKey of the card must not be of small order', { cause });
  }
  return card;
}

/**
 * Reads the announcement of the URLs of a known signing key.
 *
 * @param text - canonical text of the envelope
 * @param signerKey - the guardian's signing key, base64url
 * @throws ProtocolError as `verifyStatement`
 */
export function verifyUrlAnnouncement(text: string, signerKey: string): UrlAnnouncement {
  return verifyParsed(parseEnvelopeOf(text, 'url-announcement'), { federationId: null, signerKey });
}

/** Which of two announcements by one key holds: the newest, and of two as new the one with the greater id. */
export function newestAnnouncement(a: UrlAnnouncement, b: UrlAnnouncement): UrlAnnouncement {
  if (a.body.issuedAt !== b.body.issuedAt) return a.body.issuedAt > b.body.issuedAt ? a : b;
  return a.id >= b.id ? a : b;
}

/** A card with the URLs under which its node answers: what is shown as QR or string in the ceremony. */
export interface CardBundle {
  readonly card: GuardianCard;
  readonly announcement: UrlAnnouncement;
}

/** Writes a card bundle as one string for a QR code or a message. */
export function encodeCardBundle(bundle: CardBundle): string {
  return `${PREFIX}${JSON.stringify([bundle.card.text, bundle.announcement.text])}`;
}

/**
 * Reads a card bundle.
 *
 * @param text - the string that `encodeCardBundle` made; white space around it is ignored
 * @throws ProtocolError CARD_INVALID, or as `verifyStatement`
 */
export function parseCardBundle(text: string): CardBundle {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX)) throw new ProtocolError('CARD_INVALID', `card must start with ${PREFIX}`);
  let pair: unknown;
  try {
    pair = JSON.parse(trimmed.slice(PREFIX.length));
  } catch (cause) {
    throw new ProtocolError('CARD_INVALID', 'card is cut off or altered; copy it whole', { cause });
  }
  if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string' || typeof pair[1] !== 'string') {
    throw new ProtocolError('CARD_INVALID', 'card must hold a card and its URL announcement');
  }
  const card = verifyCard(pair[0]);
  return { card, announcement: verifyUrlAnnouncement(pair[1], card.body.signer.key) };
}
