import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../testing/fake-clock.js';
import { NodeConfig, NodeFile } from '../config/node-config.js';
import { RateLimits } from './rate-limits.js';

function limits(clock: FakeClock): RateLimits {
  const listener = { host: '127.0.0.1', port: 0 };
  const file = NodeFile.parse({
    name: 'a',
    publicUrl: 'http://127.0.0.1',
    public: listener,
    admin: listener,
    rateLimits: { small: { perMinute: 60, burst: 2 } },
    loopbackRateFactor: 2,
  });
  return new RateLimits(clock, new NodeConfig(file, { folder: '/nowhere' }));
}

const limited = expect.objectContaining({ code: 'RATE_LIMITED', extras: { retryAfter: 1 } });

describe('RateLimits', () => {
  it('throws RATE_LIMITED after a burst, and lets one through for each that is refilled', () => {
    const clock = new FakeClock();
    const rates = limits(clock);
    rates.take('small', '192.0.2.1');
    rates.take('small', '192.0.2.1');
    expect(() => rates.take('small', '192.0.2.1')).toThrow(limited);
    clock.time += 1000;
    rates.take('small', '192.0.2.1');
    expect(() => rates.take('small', '192.0.2.1')).toThrow(limited);
  });

  it('counts addresses and buckets apart', () => {
    const rates = limits(new FakeClock());
    for (const address of ['192.0.2.1', '192.0.2.2']) for (let i = 0; i < 2; i++) rates.take('small', address);
    rates.take('other', '192.0.2.1');
  });

  it('counts a /64 of IPv6 as one address, however it is written', () => {
    const rates = limits(new FakeClock());
    rates.take('small', '2001:db8::1');
    rates.take('small', '2001:db8:0:0:ffff::2');
    expect(() => rates.take('small', '2001:db8::3')).toThrow(limited);
    rates.take('small', '2001:db8:0:1::3');
  });

  it('allows loopback more', () => {
    const rates = limits(new FakeClock());
    for (let i = 0; i < 4; i++) rates.take('small', '::ffff:127.0.0.1');
    expect(() => rates.take('small', '127.0.0.1')).toThrow(limited);
  });

  it('gives nothing back when the clock is set back', () => {
    const clock = new FakeClock();
    const rates = limits(clock);
    rates.take('small', '192.0.2.1');
    rates.take('small', '192.0.2.1');
    clock.time -= 60_000;
    expect(() => rates.take('small', '192.0.2.1')).toThrow(limited);
  });
});
