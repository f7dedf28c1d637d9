import { remember } from '@wardkeep/crypto';
import { verifyCard, verifyProposedConfig } from '@wardkeep/protocol';

/** As the protocol's `verifyProposedConfig`, for peers send the same configs over and over. Each has up to half a megabyte. */
export const verifyProposedConfigOnce = remember(verifyProposedConfig, 16);
/** As the protocol's `verifyCard`, for peers send the same cards over and over. */
export const verifyCardOnce = remember(verifyCard, 64);
