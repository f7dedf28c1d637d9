import type { ProposedConfig } from '@wardkeep/protocol';
import type { AnnouncementRepository } from '../../peers/announcement.repository.js';

/** Body of `POST /ceremony/v1/proposal`. */
export interface ProposalContent {
  readonly config: string;
  readonly announcements: readonly string[];
}

/**
 * Writes what another node needs to join a ceremony.
 *
 * @param config - The proposed config.
 * @param announcements - Where the guardians answer.
 * @returns The body to send.
 */
export async function proposalOf(
  config: ProposedConfig,
  announcements: AnnouncementRepository,
): Promise<ProposalContent> {
  const known = await announcements.findAll(config.guardians.map(({ signingKey }) => signingKey));
  return { config: config.statement.text, announcements: known.map(({ text }) => text) };
}
