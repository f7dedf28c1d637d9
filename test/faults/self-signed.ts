import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

/** Files of a certificate that signs itself. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

const OID = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  subjectAltName: '0603551d11',
  basicConstraints: '0603551d13',
};
const TAG = { integer: 0x02, bits: 0x03, bytes: 0x04, text: 0x0c, time: 0x18, sequence: 0x30, set: 0x31 };

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => der(TAG.sequence, ...parts);
const oid = (hex: string): Buffer => Buffer.from(hex, 'hex');
const time = (ms: number): Buffer => der(TAG.time, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));

/**
 * Makes a certificate for loopback (RFC 5280, P-256), as an operator would with a tool, and writes it and its key as PEM.
 *
 * @param path - beginning of both paths
 */
export async function makeCertificate(path: string): Promise<CertificateFiles> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const name = sequence(
    der(TAG.set, sequence(oid(OID.commonName), der(TAG.text, Buffer.from('loopback of a wardkeep test')))),
  );
  const day = 86_400_000;
  const address = der(0x87, Buffer.from([127, 0, 0, 1]));
  const host = der(0x82, Buffer.from('localhost'));
  const extensions = sequence(
    sequence(oid(OID.subjectAltName), der(TAG.bytes, sequence(address, host))),
    sequence(oid(OID.basicConstraints), der(TAG.bytes, sequence(der(0x01, Buffer.from([0xff]))))),
  );
  const body = sequence(
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(Date.now() - day), time(Date.now() + day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, der(TAG.bits, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  const files = { cert: `${path}.crt`, key: `${path}.key` };
  await writeFile(files.cert, `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`);
  await writeFile(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return files;
}
