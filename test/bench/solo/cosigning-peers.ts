import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cosignConfig, verifyFoundingConfig, verifyProposedConfig, type SealedConfig } from '@wardkeep/protocol';
import { makeSimulatedGuardian, type SimulatedGuardian } from './simulated-guardian.js';

/**
 * The other guardians of a federation with one real node. They take part in the ceremony, all at one address, and then are
 * switched off: the node is measured with its peers down.
 */
export class CosigningPeers {
  /** Resolves once the config is signed by all of them. */
  readonly sealed: Promise<SealedConfig>;
  #seal: (config: SealedConfig) => void = () => undefined;

  private constructor(
    private readonly server: Server,
    readonly guardians: readonly SimulatedGuardian[],
  ) {
    this.sealed = new Promise((resolve) => {
      this.#seal = resolve;
    });
  }

  /** @param indexes - of the guardians to simulate */
  static async open(indexes: readonly number[]): Promise<CosigningPeers> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const peers = new CosigningPeers(
      server,
      indexes.map((index) => makeSimulatedGuardian(index, url)),
    );
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const answer = peers.#answer(request.url ?? '', Buffer.concat(chunks).toString());
        response.writeHead(answer === null ? 503 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer ?? {}));
      });
    });
    return peers;
  }

  /** Signs whatever config it is shown. */
  #answer(path: string, body: string): { config: string } | null {
    if (!path.startsWith('/ceremony/')) return null;
    const { config: text } = JSON.parse(body) as { config: string };
    const shown = verifyProposedConfig(text);
    const signed = this.guardians.reduce((config, { signing }) => cosignConfig(config, signing), shown);
    this.#seal(verifyFoundingConfig(signed.statement.text));
    return { config: signed.statement.text };
  }

  /** Switches them off. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
