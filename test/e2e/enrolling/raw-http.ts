/** What a node answered to a request that no client would send. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Member `code` of a problem document. */
  readonly code: unknown;
  readonly body: unknown;
}

/** What is special about a raw request; a POST of JSON when left out. */
export interface RawRequest {
  readonly method?: string;
  readonly contentType?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** As it goes over the wire. */
  readonly content?: string | Uint8Array<ArrayBuffer>;
}

/** Sends a request as it is, with nobody in between. */
export async function sendRaw(url: string, request: RawRequest = {}): Promise<RawAnswer> {
  const { method = 'POST', contentType = 'application/json', headers = {}, content } = request;
  const response = await fetch(url, {
    method,
    headers: contentType === null ? headers : { ...headers, 'content-type': contentType },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = text;
  }
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  return { status: response.status, contentType: response.headers.get('content-type') ?? '', code, body };
}
