/**
 * Copies as structured cloning does for what this channel sends, and refuses more than that does: no function and no class but maps,
 * byte arrays and DOM exceptions may reach it, and buffers that move are emptied. (Jest's realms keep Node's own cloning from being used here.)
 *
 * @param value - as posted
 * @param transfer - what moves
 */
export function cloneStrictly(value: unknown, transfer: readonly Transferable[]): unknown {
  const clone = (each: unknown): unknown => {
    if (typeof each === 'function' || typeof each === 'symbol') throw new TypeError('cannot be cloned');
    if (typeof each !== 'object' || each === null) return each;
    if (each instanceof DOMException) return each;
    if (each instanceof Uint8Array) return new Uint8Array(each);
    if (Array.isArray(each)) return each.map(clone);
    if (each instanceof Map) return new Map([...each].map(([key, inner]) => [key, clone(inner)]));
    if (Object.getPrototypeOf(each) !== Object.prototype) throw new TypeError('would lose its class');
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, clone(inner)]));
  };
  const copy = clone(value);
  for (const buffer of transfer) new Uint8Array(buffer as ArrayBuffer).fill(0);
  return copy;
}
