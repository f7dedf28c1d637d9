import type { MemorableAssessment } from '@wardkeep/protocol';

const LEVELS: Readonly<Record<MemorableAssessment['level'], string>> = Object.freeze({
  name: 'nothing but your own data: as many guardians as rebuild a key could open it together',
  weak: 'weak: safe from one guardian and from strangers, not from several guardians who collude',
  fair: 'fair',
  strong: 'strong',
});

/**
 * An honest opinion of memorable information; never the information itself.
 *
 * @param assessment - from the protocol
 */
export function memorableLines({ level, warnings }: MemorableAssessment): string[] {
  const remarks = warnings.map((warning) => warning.toLowerCase().replaceAll('_', ' '));
  return [
    `Memorable information: ${LEVELS[level]}.${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`,
    'Whether you type it in the same case, or with other spaces, will not matter. Nobody can tell you what it was.',
  ];
}
