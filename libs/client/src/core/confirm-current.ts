import { encodeBase64url } from '@wardkeep/crypto';
import {
  assembleCurrentConfig,
  collectWindingDown,
  verifyCurrency,
  type Currency,
  type SealedConfig,
  type UrlAnnouncement,
} from '@wardkeep/protocol';
import { collect } from './collect.js';
import type { ClientContext } from './context.js';
import { TooFewGuardiansError } from './errors.js';
import { federationOf, learnAnnouncements, type JoinedFederation } from './federation.js';
import type { GuardianApi } from './guardian-api.js';
import type { Outcome } from './outcome.js';

/** A guardian may announce new URLs without end; it is followed so often. */
const ROUNDS = 3;

/**
 * Has q guardians say over one fresh nonce that a config is current. Each of them is also asked where the others answer:
 * guardians that moved are asked again at their new place, whatever the node that was asked first has hidden.
 *
 * @param context - the context
 * @param config - a verified config
 * @param known - verified announcements by signing key; what is learned is added
 * @param sources - other nodes that may know where guardians answer, asked when the guardians themselves are too few
 * @throws TooFewGuardiansError when fewer than q say so
 */
export async function confirmCurrent(
  context: ClientContext,
  config: SealedConfig,
  known: Map<string, UrlAnnouncement>,
  sources: readonly GuardianApi[] = [],
): Promise<JoinedFederation> {
  const nonce = encodeBase64url(context.rng.bytes(32));
  const need = config.size.approvalThreshold;
  const said = new Map<number, Currency>();
  const outcomes = new Map<number, Outcome<Currency>>();
  const declared = new Set<string>();
  for (let round = 1; said.size < need; round++) {
    const federation = federationOf(context, config, known);
    const heardNow = { learned: false };
    await collect(
      context,
      federation.guardians.filter(({ index }) => !said.has(index)),
      async (guardian, options) => {
        const [answer, heard] = await Promise.all([
          guardian.currency({ nonce }, options),
          guardian.federation(options).catch(() => null),
        ]);
        const currency = verifyCurrency(answer.currency, config, nonce, guardian.index);
        if (learnAnnouncements(known, heard?.announcements ?? [], config)) heardNow.learned = true;
        for (const text of heard?.windingDown ?? []) declared.add(text);
        return currency;
      },
      {
        step: 'check-currency',
        need: need - said.size,
        onOutcome(outcome) {
          outcomes.set(outcome.index, outcome);
          if (outcome.kind === 'ok') said.set(outcome.index, outcome.value);
        },
      },
    );
    if (said.size < need && round === 1) {
      const heard = await collect(context, sources, (node, options) => node.federation(options), {
        step: 'find-federation',
      });
      for (const { value } of heard.ok) {
        if (learnAnnouncements(known, value.announcements, config)) heardNow.learned = true;
      }
    }
    if (said.size < need && (!heardNow.learned || round === ROUNDS)) {
      throw new TooFewGuardiansError('check-currency', need, said.size, [...outcomes.values()]);
    }
  }
  assembleCurrentConfig([...said.values()], config, nonce);
  const windingDown = [...collectWindingDown(declared, config).values()].map(({ text }) => text);
  return federationOf(context, config, known, windingDown);
}
