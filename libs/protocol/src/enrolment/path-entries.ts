import { PATHS, type Path } from '../statements/fields.js';

/** One value per path, as statements carry them; a path that the backup does not have is left out. */
export type PerPath<T> = Readonly<Partial<Record<Path, T | undefined>>>;

/**
 * @param paths - one value per path
 * @returns the paths that are there with their values, `recovery` first
 */
export function pathEntries<T>(paths: PerPath<T>): readonly (readonly [Path, T])[] {
  return PATHS.flatMap((path) => {
    const value = paths[path];
    return value === undefined ? [] : [[path, value] as const];
  });
}

/**
 * @param entries - paths and values
 * @returns one value per path, in the form that statements carry
 */
export function perPathOf<T>(entries: Iterable<readonly [Path, T]>): { recovery?: T; inheritance?: T } {
  return Object.fromEntries(entries);
}

/** Whether two sets of values name the same paths. */
export function samePaths(a: PerPath<unknown>, b: PerPath<unknown>): boolean {
  return PATHS.every((path) => (a[path] === undefined) === (b[path] === undefined));
}
