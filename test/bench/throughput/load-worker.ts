import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { PreparedRequest } from './request-file.js';

/*
 * Sends prepared enrolments to a node, from a process of its own, a few at a time over connections that stay open: `{from,
 * to}` gives `{elapsedMs, failures}`. `node load-worker.js URL FILE CONCURRENCY`
 */

const [url = '', file = '', concurrency = '1'] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').trim().split('\n');
const requests = lines.map((line) => {
  const { stage, commit } = JSON.parse(line) as PreparedRequest;
  return { stage: Buffer.from(stage), commit: Buffer.from(commit) };
});
const agent = new Agent({ keepAlive: true, maxSockets: Number(concurrency) });

process.on('message', ({ from, to }: { from: number; to: number }) => {
  void run(from, to).then((result) => process.send?.(result));
});
// Whoever asked is gone, however that came about.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });

async function run(from: number, to: number): Promise<{ elapsedMs: number; failures: string[] }> {
  const failures: string[] = [];
  const queue = requests.slice(from, to).values();
  const start = performance.now();
  const senders = Array.from({ length: Number(concurrency) }, async () => {
    for (const { stage, commit } of queue) {
      const staged = await post('/v1/enrolments/stage', stage);
      const answer = staged ?? (await post('/v1/enrolments/commit', commit));
      if (answer !== null) failures.push(answer);
    }
  });
  await Promise.all(senders);
  return { elapsedMs: performance.now() - start, failures };
}

/** Null when it went well, else what the node says. */
function post(path: string, body: Buffer): Promise<string | null> {
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  return new Promise((resolve) => {
    const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve(response.statusCode === 200 ? null : Buffer.concat(chunks).toString());
      });
    });
    sent.on('error', (error) => {
      resolve(error.message);
    });
    sent.end(body);
  });
}
