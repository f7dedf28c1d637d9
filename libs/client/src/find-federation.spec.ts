import { describe, expect, it } from '@jest/globals';
import { fingerprintOf, parseInvite } from '@wardkeep/protocol';
import { buildFederation, FakeClock, guardianAt, honestNodes, scriptedTransport, seededRng } from '@wardkeep/testing';
import { clientContext, memoryStore } from './core/index.js';
import { findFederation } from './find-federation.js';
import { join } from './join.js';

const federation = buildFederation({ guardians: 5 });
const url = guardianAt(federation, 2).url;

function setUp() {
  const clock = new FakeClock();
  const nodes = scriptedTransport(honestNodes(federation));
  const context = clientContext({ store: memoryStore(), clock, rng: seededRng('find'), transport: nodes });
  return { clock, nodes, context };
}

describe('when somebody knows nothing but the URL of a node', () => {
  it('finds the federation, its words, and an invite that joins it', async () => {
    const { clock, context } = setUp();
    const found = await findFederation(context, `${url}/`);
    expect(found.config.id).toBe(federation.config.id);
    expect(found.fingerprint).toEqual(fingerprintOf(federation.config.id));
    const invite = parseInvite(found.invite);
    expect(invite.guardianUrls).toHaveLength(5);
    expect(invite.guardianUrls[0]).toBe(url);
    expect(invite.enrolmentToken).toBeUndefined();
    const joined = await clock.drive(join(context, found.invite));
    expect(joined.federationId).toBe(federation.config.federationId);
  });

  it('throws ANSWER_INVALID for a config that not everybody signed', async () => {
    const { context } = setUp();
    const other = buildFederation({ guardians: 3, seed: 'another' });
    const text = other.config.statement.text.replace(/"signatures":\[\{[^}]*\},?/, '"signatures":[');
    const answer = { configs: [text], announcements: [], node: { index: 1, softwareVersion: '1', time: 1 } };
    const transport = { send: async () => ({ status: 200, body: answer }) };
    await expect(findFederation({ ...context, transport }, url)).rejects.toMatchObject({
      name: 'InvalidAnswerError',
      code: 'ANSWER_INVALID',
    });
  });

  it.each(['wk1qqq', 'http://guardian.example', 'https://a:b@guardian.example', 'ftp://guardian.example'])(
    'throws INPUT_INVALID for %s',
    async (text) => {
      await expect(findFederation(setUp().context, text)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    },
  );

  it('throws GUARDIAN_UNREACHABLE when nobody answers', async () => {
    const { context } = setUp();
    await expect(findFederation(context, 'https://nobody.example')).rejects.toMatchObject({
      code: 'GUARDIAN_UNREACHABLE',
    });
  });
});
