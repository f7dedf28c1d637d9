import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { isLoopback, NodeConfig } from '../config/node-config.js';
import { problem } from '../problem/index.js';

/** Allowance of one address in one bucket. */
export type Rate = { readonly perMinute: number; readonly burst: number };

/** Built-in allowances; `rateLimits` in `node.json` replaces single ones. */
export const DEFAULT_RATES: Readonly<Record<string, Rate>> = Object.freeze({
  default: { perMinute: 120, burst: 60 },
  admin: { perMinute: 600, burst: 200 },
  login: { perMinute: 20, burst: 10 },
  peer: { perMinute: 3000, burst: 1000 },
  page: { perMinute: 600, burst: 300 },
  claim: { perMinute: 10, burst: 10 },
});

const MOST_ENTRIES = 50_000;
type Allowance = { tokens: number; at: number };

/** One subscriber holds a whole /64 of IPv6 and could otherwise pick a new address for every request. */
function subscriberOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(gap, 0)).fill('0'), ...right].slice(0, 4).join(':');
}

/** Token buckets in memory, one per address and bucket. */
@Injectable()
export class RateLimits {
  readonly #allowances = new Map<string, Allowance>();

  constructor(
    private readonly clock: Clock,
    private readonly config: NodeConfig,
  ) {}

  /**
   * Takes one token.
   *
   * @param bucket - Bucket of the route.
   * @param address - Remote address.
   * @throws ProblemError `RATE_LIMITED`, with the seconds to wait.
   */
  take(bucket: string, address: string): void {
    const rate = this.#rateOf(bucket, address);
    const now = this.clock.now();
    const key = `${bucket} ${subscriberOf(address)}`;
    const last = this.#allowances.get(key) ?? { tokens: rate.burst, at: now };
    const elapsed = Math.max(0, now - last.at);
    const tokens = Math.min(rate.burst, last.tokens + (elapsed * rate.perMinute) / 60_000);
    if (tokens < 1) {
      const retryAfter = Math.ceil(((1 - tokens) * 60) / rate.perMinute);
      throw problem('RATE_LIMITED', `too many requests, wait ${String(retryAfter)} seconds`, { retryAfter });
    }
    // Re-inserted, so that the oldest entries come first when room is needed.
    this.#allowances.delete(key);
    this.#allowances.set(key, { tokens: tokens - 1, at: now });
    this.#bound();
  }

  #rateOf(bucket: string, address: string): Rate {
    const named = this.config.file.rateLimits[bucket] ?? DEFAULT_RATES[bucket];
    const rate = named ?? this.config.file.rateLimits.default ?? DEFAULT_RATES.default;
    if (rate === undefined) throw new Error('there is no default rate');
    const factor = isLoopback(address.replace(/^::ffff:/, '')) ? this.config.file.loopbackRateFactor : 1;
    return { perMinute: rate.perMinute * factor, burst: rate.burst * factor };
  }

  #bound(): void {
    if (this.#allowances.size <= MOST_ENTRIES) return;
    const [oldest] = this.#allowances.keys();
    if (oldest !== undefined) this.#allowances.delete(oldest);
  }
}
