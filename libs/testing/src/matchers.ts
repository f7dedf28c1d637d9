import { expect } from '@jest/globals';

/** The codes that house errors carry: a test asserts class and code, never the message. */
interface Coded {
  readonly name: string;
  readonly code: string;
}

declare module 'expect' {
  interface Matchers<R> {
    /**
     * Asserts that a function throws, or with `.rejects` that a promise is rejected with, an error of a code.
     *
     * @param code - the expected `code`
     * @param name - the expected class, by its name
     */
    toThrowCode(code: string, name?: string): R;
  }
}

expect.extend({
  toThrowCode(received: unknown, code: string, name?: string) {
    const thrown = typeof received === 'function' ? thrownBy(received as () => unknown) : received;
    const pass = isCoded(thrown) && thrown.code === code && (name === undefined || thrown.name === name);
    const wanted = name === undefined ? code : `${name} ${code}`;
    return { pass, message: () => `expected ${pass ? 'anything but ' : ''}${wanted}, got ${describeThrown(thrown)}` };
  },
});

const NOTHING = Symbol('nothing was thrown');

function thrownBy(action: () => unknown): unknown {
  try {
    action();
    return NOTHING;
  } catch (error) {
    return error;
  }
}

function isCoded(value: unknown): value is Coded {
  return value instanceof Error && 'code' in value;
}

function describeThrown(thrown: unknown): string {
  if (thrown === NOTHING) return 'no error';
  return isCoded(thrown) ? `${thrown.name} ${thrown.code}` : String(thrown);
}
