import { Inject, Injectable } from '@nestjs/common';
import {
  findPreflightFailures,
  type Guardian,
  LIMITS,
  type PreflightAnswer,
  preflightAnswer,
  type PreflightFailure,
  type PreflightReport,
  PROTOCOL_VERSION,
  type ProposedConfig,
  type Reached,
} from '@wardkeep/protocol';
import { Clock } from '../../../platform/clock/clock.js';
import { LOG, type Log } from '../../../platform/logging/logger.js';
import { AnnouncementRepository } from '../../peers/announcement.repository.js';
import { GreetingError, HelloClient } from '../../peers/hello-client.js';
import { NodeClient } from '../../peers/node-client.js';
import { PeerRefusedError } from '../../peers/transport.js';
import { OwnCardService } from '../own-card.service.js';
import { proposalOf } from './proposal-content.js';

const GREETING_MS = 5000;
/** The other node tries all of its own peers before it answers. */
const REPORT_MS = 15_000;
/**
 * All guardians sign at about the same time, and each asks all others. What was found good is not measured again for a minute,
 * or n guardians would cause n³ greetings; what was found bad is looked at again after two seconds, milliseconds.
 */
const GOOD_FOR_MS = 60_000;
const BAD_FOR_MS = 2000;
const MOST_MEASURED = 8;

type Measured = { readonly at: number; freshMs: number; readonly reached: Promise<Reached[]> };

/** Tries every way between the guardians of a proposed config: this node its own, and every other node its. */
@Injectable()
export class PreflightService {
  readonly #measured = new Map<string, Measured>();

  constructor(
    private readonly own: OwnCardService,
    private readonly hello: HelloClient,
    private readonly nodes: NodeClient,
    private readonly announcements: AnnouncementRepository,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param config - A proposed config.
   * @returns Everything that keeps it from being signed.
   */
  async run(config: ProposedConfig): Promise<readonly PreflightFailure[]> {
    const reports = await Promise.all(
      config.guardians.map(async (guardian): Promise<readonly [number, PreflightReport | null]> => {
        const isSelf = guardian.signingKey === this.own.key;
        return [guardian.index, isSelf ? await this.report(config) : await this.#ask(config, guardian)];
      }),
    );
    const answered = reports.filter((entry): entry is readonly [number, PreflightReport] => entry[1] !== null);
    return findPreflightFailures(config, new Map(answered));
  }

  /**
   * @param config - A proposed config that this node knows.
   * @returns How this node finds all others.
   */
  async report(config: ProposedConfig): Promise<PreflightAnswer> {
    const now = this.clock.now();
    let measured = this.#measured.get(config.id);
    if (measured === undefined || Math.abs(now - measured.at) > measured.freshMs) {
      measured = { at: now, freshMs: BAD_FOR_MS, reached: this.#reachAll(config) };
      if (this.#measured.size >= MOST_MEASURED) this.#measured.clear();
      this.#measured.set(config.id, measured);
    }
    const found = await measured.reached;
    if (found.every(({ ok, clockDifferenceMs }) => ok && isClose(clockDifferenceMs))) measured.freshMs = GOOD_FOR_MS;
    const reached = found.map(({ index, ok, code, clockDifferenceMs }) => ({
      index,
      ok,
      ...(code === undefined ? {} : { code }),
      ...(clockDifferenceMs === undefined ? {} : { clockDifferenceMs }),
    }));
    return { time: this.clock.now(), protocolVersion: PROTOCOL_VERSION, reached };
  }

  #reachAll(config: ProposedConfig): Promise<Reached[]> {
    const others = config.guardians.filter(({ signingKey }) => signingKey !== this.own.key);
    return Promise.all(
      others.map(async (guardian): Promise<Reached> => {
        try {
          const { clockDifferenceMs } = await this.hello.greet(guardian, GREETING_MS);
          return { index: guardian.index, ok: true, clockDifferenceMs };
        } catch (error) {
          if (!(error instanceof GreetingError)) throw error;
          return { index: guardian.index, ok: false, code: error.code };
        }
      }),
    );
  }

  async #ask(config: ProposedConfig, guardian: Guardian): Promise<PreflightReport | null> {
    const urls = (await this.announcements.find(guardian.signingKey))?.body.urls ?? [];
    const post = (path: string, content: unknown) =>
      this.nodes.call(urls, path, { method: 'POST', body: JSON.stringify(content), timeoutMs: REPORT_MS });
    const ask = () => post('/ceremony/v1/preflight', { configId: config.id });
    try {
      const answer = await ask().catch(async (error: unknown) => {
        if (!(error instanceof PeerRefusedError) || error.code !== 'PROPOSAL_NOT_FOUND') throw error;
        await post('/ceremony/v1/proposal', await proposalOf(config, this.announcements));
        return ask();
      });
      return preflightAnswer.parse(answer.body);
    } catch (error) {
      this.log.info({ guardian: guardian.index, err: error }, 'preflight was not answered');
      return null;
    }
  }
}

function isClose(differenceMs: number | undefined): boolean {
  return differenceMs !== undefined && Math.abs(differenceMs) <= LIMITS.clockSkewSeconds * 1000;
}
