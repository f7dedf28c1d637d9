/** One request to another node. */
export interface PeerRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute URL. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text; none where it is left out. */
  readonly body?: string;
  /** For the whole exchange, milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of the answer. */
  readonly answerBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came back, whatever its status; its content is not to be trusted. */
export interface PeerAnswer {
  readonly status: number;
  /** Parsed JSON, undefined when the answer is none. */
  readonly body: unknown;
  /** As received. */
  readonly bytes?: Uint8Array;
  readonly elapsedMs: number;
}

/** Why a node could not be reached, in the words of this node. */
export type UnreachableCode = 'CONNECTION_FAILED' | 'PEER_TIMEOUT' | 'ANSWER_TOO_LARGE' | 'NO_URL';

/** No answer came, or none that could be read. */
export class PeerUnreachableError extends Error {
  override readonly name = 'PeerUnreachableError';

  /**
   * @param code - What happened.
   * @param message - Lower case; names the host, never a secret.
   * @param options - The fault underneath.
   */
  constructor(
    readonly code: UnreachableCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An answer that refuses. */
export class PeerRefusedError extends Error {
  override readonly name = 'PeerRefusedError';

  /**
   * @param code - The refusal's code, as the peer gave it.
   * @param status - HTTP status.
   * @param extras - Members of the problem document.
   */
  constructor(
    readonly code: string,
    readonly status: number,
    readonly extras: Readonly<Record<string, unknown>> = {},
  ) {
    super(`peer refused with ${code} (${String(status)})`);
  }
}

/** Carries requests between nodes. Injected, so that tests can drop, delay and alter them. */
export abstract class PeerTransport {
  /**
   * @param request - What to send.
   * @returns The answer, whatever its status.
   * @throws PeerUnreachableError when there is none.
   */
  abstract send(request: PeerRequest): Promise<PeerAnswer>;
}
