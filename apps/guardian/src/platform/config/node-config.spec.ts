import { describe, expect, it } from '@jest/globals';
import { isLoopback, NodeConfig, NodeFile } from './node-config.js';

const loopback = { host: '127.0.0.1', port: 0 };
const outside = { host: '0.0.0.0', port: 0 };
const tls = { certFile: 'cert.pem', keyFile: 'key.pem' };
const base = { name: 'a', publicUrl: 'https://guardian.example', public: loopback, admin: loopback };
const configOf = (file: object): NodeConfig => new NodeConfig(NodeFile.parse({ ...base, ...file }), { folder: '/n' });
const refused = expect.objectContaining({ code: 'TLS_REQUIRED' });

describe('NodeConfig', () => {
  it.each([
    ['a public listener off loopback', { public: outside }],
    ['an admin listener off loopback', { admin: outside }],
    ['an http address off loopback', { publicUrl: 'http://guardian.example' }],
    ['an http address off loopback behind a proxy', { publicUrl: 'http://guardian.example', behindProxy: true }],
  ])('throws TLS_REQUIRED for %s', (_, file) => {
    expect(() => configOf(file)).toThrow(refused);
  });

  it.each([
    ['loopback', { publicUrl: 'http://localhost:7000' }],
    ['tls files', { public: outside, admin: outside, tls }],
    ['a proxy', { public: outside, behindProxy: true }],
  ])('is content with %s', (_, file) => {
    expect(() => configOf(file)).not.toThrow();
  });

  it('keeps everything within the folder unless told otherwise', () => {
    const config = configOf({});
    expect(config.keyFile).toBe('/n/root.key');
    expect(config.database).toEqual({ provider: 'sqlite', path: '/n/guardian.db' });
    expect(configOf({ keyFile: '/mnt/key' }).keyFile).toBe('/mnt/key');
    const url = 'postgresql://h/d';
    const shared = new NodeConfig(NodeFile.parse(base), { folder: '/n', databaseUrl: url });
    expect(shared.database).toEqual({ provider: 'postgresql', url });
  });

  it('refuses members that it does not know', () => {
    expect(NodeFile.safeParse({ ...base, behindproxy: true }).success).toBe(false);
  });
});

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.8.9.1', '::1', '[::1]'])('is true for %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(['127.0.0.1.example', '0.0.0.0', '::', '10.0.0.1', 'localhost.example', ''])('is false for %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
