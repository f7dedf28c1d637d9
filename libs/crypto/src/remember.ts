/**
 * Gives for a text what was computed from it the last time, where the same texts come over and over. What threw is computed
 * again.
 *
 * @param compute - a function of the text alone, which gives something that nobody changes
 * @param most - how many texts are remembered; the one not asked for longest is forgotten
 */
export function remember<T extends object>(compute: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? compute(text);
    // Moved to the end on every use: a Map keeps order, so the first entry is the least recently used.
    known.delete(text);
    known.set(text, value);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return value;
  };
}
