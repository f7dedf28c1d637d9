import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { encodeBase64url, type Rng } from '@wardkeep/crypto';
import { pagePolicy, type PortalFile } from '@wardkeep/protocol';
import type { Request, RequestHandler, Response } from 'express';
import type { RateLimits } from '../http/rate-limits.js';
import { contextOf, type ListenerName } from '../http/request-context.js';
import type { AppFolder } from './app-folder.js';

const NONCE_MARK = /__NONCE__/g;
/** Vite puts a hash of the content into these names. */
const HASHED = /^assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
/** A worker lives by the policy that its own script came with, so the browser must not keep an old one. */
const WORKER = /worker/i;
const SMALLEST_COMPRESSED = 1024;

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
};
const COMPRESSIBLE = /^(text|image\/svg|application\/(json|manifest|wasm))/;

/** What the pages need of the application, once it is there. */
export type PageServices = {
  readonly rates: Pick<RateLimits, 'take'>;
  /** Origins of the other guardians, for the portal. */
  readonly guardianOrigins: () => Promise<readonly string[]>;
};

/** Serves the portal on the public listener and the admin app on the admin listener, as they were built. */
export class WebPages {
  readonly #compressed = new Map<string, Buffer>();
  #services: PageServices | undefined;

  /**
   * @param folders - The app of each listener that has one.
   * @param rng - Source of nonces.
   */
  constructor(
    private readonly folders: Partial<Readonly<Record<ListenerName, AppFolder>>>,
    private readonly rng: Rng,
  ) {}

  /** @param services - Of the application, initialised. */
  attach(services: PageServices): void {
    this.#services = services;
  }

  /** The middleware; what is no file of an app is left to the routes. */
  get handler(): RequestHandler {
    return (request, response, next) => {
      this.#serve(request, response).then((isServed) => {
        if (!isServed) next();
      }, next);
    };
  }

  async #serve(request: Request, response: Response): Promise<boolean> {
    const { listener } = contextOf(request);
    const folder = this.folders[listener];
    const services = this.#services;
    if (folder === undefined || services === undefined) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const file = (await folder.files())?.get(request.path === '/' ? 'index.html' : request.path.slice(1));
    if (file === undefined) return false;
    services.rates.take('page', request.ip ?? '');
    const nonce = encodeBase64url(this.rng.bytes(16));
    const origins = listener === 'public' ? await services.guardianOrigins() : [];
    response.set({
      'Content-Security-Policy': pagePolicy({ nonce, origins }),
      'Content-Type': TYPES[file.path.slice(file.path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()',
    });
    if (file.path.endsWith('.html')) await this.#sendPage(folder, file, nonce, response);
    else await this.#sendFile(folder, file, request, response);
    return true;
  }

  async #sendPage(folder: AppFolder, file: PortalFile, nonce: string, response: Response): Promise<void> {
    const page = (await folder.read(file)).toString('utf8').replace(NONCE_MARK, nonce);
    response.set('Cache-Control', 'no-store').send(page);
  }

  async #sendFile(folder: AppFolder, file: PortalFile, request: Request, response: Response): Promise<void> {
    const isFixed = HASHED.test(file.path) && !WORKER.test(file.path);
    const tag = `"${file.sha256}"`;
    response.set({ 'Cache-Control': isFixed ? 'public, max-age=31536000, immutable' : 'no-cache', ETag: tag });
    if (request.headers['if-none-match'] === tag) {
      response.status(304).end();
      return;
    }
    const content = await folder.read(file);
    const isText = COMPRESSIBLE.test(response.get('Content-Type') ?? '') && content.length >= SMALLEST_COMPRESSED;
    if (isText) response.set('Vary', 'Accept-Encoding');
    if (!isText || request.acceptsEncodings('gzip') === false) {
      response.send(content);
      return;
    }
    response.set('Content-Encoding', 'gzip').send(await this.#compress(file, content));
  }

  async #compress({ sha256 }: PortalFile, content: Buffer): Promise<Buffer> {
    const known = this.#compressed.get(sha256);
    if (known !== undefined) return known;
    const compressed = await promisify(gzip)(content);
    this.#compressed.set(sha256, compressed);
    return compressed;
  }
}
