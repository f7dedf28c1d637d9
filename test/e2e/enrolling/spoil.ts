import { canonicalize } from '@wardkeep/crypto';

/** A request body made wrong in one place. */
export interface Spoilt {
  /** What was done, for the message of a test that fails. */
  readonly how: string;
  readonly body: unknown;
}

const OTHER_KINDS: readonly unknown[] = [null, 7, true, [], {}];
const BAD_TEXTS = ['', '=', 'not base64!', '\u0000', '\uD800', '../../etc/passwd', "' OR 1=1 --", 'A'.repeat(300)];
const BAD_NUMBERS: readonly unknown[] = [-1, 0.5, 2 ** 53, 1e300, '1', null, []];

/**
 * Spoils a good request body in every place, one place at a time: leaves of other kinds and lengths, members left out and
 * added, lists empty and far too long; and the same inside the signed statements that it carries.
 *
 * @param good - a body that a node has accepted
 */
export function* spoil(good: unknown): Generator<Spoilt> {
  for (const body of [null, 7, 'text', [], [good], {}])
    yield { how: `body is ${JSON.stringify(body).slice(0, 20)}`, body };
  yield { how: 'unknown member', body: { ...(good as object), surprise: 1 } };
  yield { how: '__proto__', body: JSON.parse(`{"__proto__":{"a":1},${JSON.stringify(good).slice(1)}`) };
  for (const [path, value] of places(good)) {
    for (const wrong of wrongValues(value)) {
      if (wrong === value) continue;
      yield { how: `${path.join('.')} is ${JSON.stringify(wrong).slice(0, 40)}`, body: replaced(good, path, wrong) };
    }
    if (typeof path.at(-1) === 'string') yield { how: `no ${path.join('.')}`, body: replaced(good, path, undefined) };
  }
}

/** A statement's text, spoilt; the signatures stay as they were. */
function* spoilStatement(text: string): Generator<string> {
  const envelope = JSON.parse(text) as { body: Record<string, unknown>; signatures: unknown[] };
  yield text.slice(0, -1);
  yield ` ${text}`;
  yield JSON.stringify(envelope, null, 1);
  yield text.replace('{"body":', '{"body":{},"body":');
  yield text.replace('"type":', '"surprise":1,"type":');
  yield `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  yield canonicalize({ ...envelope, signatures: [] });
  yield canonicalize({ ...envelope, signatures: Array.from({ length: 60 }, () => envelope.signatures[0]) });
  yield canonicalize({ ...envelope, body: { ...envelope.body, surprise: 1 } });
  for (const type of ['vote', 'release', 'nothing', '__proto__', 'constructor']) {
    yield canonicalize({ ...envelope, body: { ...envelope.body, type } });
  }
  for (const [path, value] of places(envelope)) {
    const wrong =
      typeof value === 'string' ? [flipped(value), '', 7] : typeof value === 'number' ? [value + 1, -1, 'x'] : [null];
    for (const each of wrong) if (each !== value) yield canonicalize(replaced(envelope, path, each));
  }
}

function wrongValues(value: unknown): Iterable<unknown> {
  if (typeof value === 'number') return BAD_NUMBERS;
  if (typeof value !== 'string')
    return [null, 7, 'text', ...(Array.isArray(value) ? [{}, Array(2000).fill(value[0] ?? {})] : [[]])];
  if (value.startsWith('{"body"')) return [...OTHER_KINDS, ...BAD_TEXTS, ...spoilStatement(value)];
  return [...OTHER_KINDS, ...BAD_TEXTS, flipped(value), `${value}=`, `${value}AA`];
}

/** Every place in a JSON value but the root, outermost first; of lists only the first entry. */
function* places(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<[readonly (string | number)[], unknown]> {
  if (typeof value !== 'object' || value === null) return;
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.slice(0, 1).map((each) => [0, each])
    : Object.entries(value);
  for (const [key, each] of entries) {
    yield [[...path, key], each];
    yield* places(each, [...path, key]);
  }
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], wrong: unknown): unknown {
  if (key === undefined) return wrong;
  const entries = Object.entries(value as object).flatMap(([name, each]): [string, unknown][] => {
    if (name !== String(key)) return [[name, each]];
    const next = replaced(each, rest, wrong);
    return next === undefined ? [] : [[name, next]];
  });
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

/** Another text of the same length. */
function flipped(text: string): string {
  return `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
}
