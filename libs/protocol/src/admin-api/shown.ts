import * as z from 'zod';

/** An id in an answer of one's own node: text to be shown and sent back. */
export const shownId = z.string();

/** An answer as it was parsed; nobody changes it. */
export type Shown<T> = T extends readonly (infer Item)[]
  ? readonly Shown<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Shown<T[Key]> }
    : T;
