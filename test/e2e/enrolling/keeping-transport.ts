import { fetchTransport, type GuardianTransport, type TransportAnswer, type TransportRequest } from '@wardkeep/client';

/** Passes requests on, and keeps the bodies of some for later. */
export class KeepingTransport implements GuardianTransport {
  readonly #honest = fetchTransport();
  /** Every request that was wanted, in order. */
  readonly kept: TransportRequest[] = [];

  /** @param wanted - which requests to keep, by path; all when left out */
  constructor(private readonly wanted: (path: string) => boolean = () => true) {}

  /** Bodies of what was kept. */
  get bodies(): readonly unknown[] {
    return this.kept.map(({ body }) => body);
  }

  send(request: TransportRequest): Promise<TransportAnswer> {
    if (this.wanted(request.path)) this.kept.push(request);
    return this.#honest.send(request);
  }
}
