import { describe, expect, it } from '@jest/globals';
import { parseEnvelope, STATEMENT_SCHEMAS, verifyFoundingConfig, verifyGuardianStatement } from '@wardkeep/protocol';
import {
  buildFederation,
  delay,
  drop,
  FakeClock,
  flip,
  problem,
  replay,
  sampleStatements,
  scriptedTransport,
  seededRng,
  signAsGuardian,
  withFaults,
} from './index.js';

const request = (path = '/v1/federation', url = 'https://a.example') =>
  ({ url: `${url}${path}`, path, method: 'GET', timeoutMs: 1000 }) as const;

describe('when a test builds a federation', () => {
  it('is sealed, and the same for the same seed', () => {
    const federation = buildFederation({ guardians: 4, recoverThreshold: 3 });
    expect(verifyFoundingConfig(federation.config.statement.text).id).toBe(federation.config.id);
    expect(buildFederation({ guardians: 4, recoverThreshold: 3 }).config.id).toBe(federation.config.id);
    expect(buildFederation({ guardians: 4, recoverThreshold: 3, seed: 'other' }).config.id).not.toBe(
      federation.config.id,
    );
  });

  it('signs as its guardians', () => {
    const federation = buildFederation();
    const text = signAsGuardian(federation, 2, 'currency', {
      nonce: 'A'.repeat(43),
      configId: federation.config.id,
    }).text;
    expect(() => verifyGuardianStatement(text, 'currency', federation.config, 3)).toThrowCode('WRONG_SIGNER');
    expect(verifyGuardianStatement(text, 'currency', federation.config, 2).body.generation).toBe(1);
  });

  it('has a sample of every type of statement that parses back to itself', () => {
    const samples = sampleStatements(buildFederation());
    expect(Object.keys(samples).sort()).toEqual(Object.keys(STATEMENT_SCHEMAS).sort());
    for (const sample of Object.values(samples)) expect(parseEnvelope(sample.text).id).toBe(sample.id);
  });
});

describe('when randomness is seeded', () => {
  it('repeats, whatever the sizes of the draws', () => {
    const [a, b] = [seededRng('x'), seededRng('x')];
    expect([...a.bytes(100)]).toEqual([...b.bytes(30), ...b.bytes(70)]);
  });
});

describe('when a fake clock is driven', () => {
  it('wakes sleepers in order and stops when the work is done', async () => {
    const clock = new FakeClock(0);
    const woken: number[] = [];
    const sleepers = [30, 10, 20].map((ms) => clock.sleep(ms).then(() => woken.push(ms)));
    await clock.drive(sleepers[2] as Promise<number>);
    expect([woken, clock.now()]).toEqual([[10, 20], 20]);
    await clock.advance(10);
    expect(woken).toEqual([10, 20, 30]);
  });
});

describe('when faults are put in front of a transport', () => {
  const nodes = () =>
    scriptedTransport([['https://a.example', { federation: () => ({ n: Math.random(), text: 'AAAA' }) }]]);

  it('drops the first, then lets through', async () => {
    const faulty = withFaults(nodes(), drop('a.example', 1));
    await expect(faulty.send(request())).rejects.toThrow('dropped');
    await expect(faulty.send(request())).resolves.toMatchObject({ status: 200 });
  });

  it('flips one character, replays the first answer, delays', async () => {
    const clock = new FakeClock();
    const faulty = withFaults(
      nodes(),
      replay('a.example'),
      flip('a.example', 'text', -1),
      delay('a.example', 50, clock),
    );
    const first = await clock.drive(faulty.send(request()));
    expect(first.body).toMatchObject({ text: 'AAAB' });
    expect(await faulty.send(request())).toBe(first);
  });

  it('answers problems as nodes do', async () => {
    const transport = scriptedTransport([
      ['https://a.example', { federation: () => problem(409, 'ATTEMPT_TAKEN', { ticket: 'x' }) }],
    ]);
    await expect(transport.send(request())).resolves.toMatchObject({
      status: 409,
      body: { code: 'ATTEMPT_TAKEN', ticket: 'x' },
    });
  });
});
