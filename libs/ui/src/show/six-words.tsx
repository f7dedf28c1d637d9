/** Words that two people compare by reading them aloud. */
export interface SixWordsProps {
  readonly words: readonly string[];
  /** What the words are, for screen readers. */
  readonly label: string;
}

/** Words in order, large and numbered: six of a claim, twelve of a federation. */
export function SixWords({ words, label }: SixWordsProps): React.JSX.Element {
  return (
    <ol className="ward-words" aria-label={label} translate="no">
      {words.map((word, at) => (
        <li key={`${String(at)}-${word}`}>
          <span aria-hidden="true">{at + 1}</span>
          {word}
        </li>
      ))}
    </ol>
  );
}
