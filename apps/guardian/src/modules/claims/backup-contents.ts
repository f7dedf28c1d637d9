import { Injectable } from '@nestjs/common';
import {
  verifyEpochPart,
  verifyManifest,
  type PathCommitments,
  type PathHeader,
  type SealedConfig,
  type SoundManifest,
} from '@wardkeep/protocol';
import type { Path } from '@wardkeep/protocol';
import { BoundedCache } from './bounded-cache.js';
import type { BackupRow } from './claim.repository.js';

/** A backup's public statements, read and checked. */
export interface BackupContents {
  readonly manifest: SoundManifest;
  readonly commitments: ReadonlyMap<Path, PathCommitments>;
}

const MOST_BACKUPS = 500;

/** Reads the manifests and epoch parts of stored backups; each is checked once, for they never change. */
@Injectable()
export class BackupContentsReader {
  readonly #contents = new BoundedCache<BackupContents>(MOST_BACKUPS);

  /**
   * @param row - A stored backup.
   * @param config - The config in force.
   */
  read(row: BackupRow, config: SealedConfig): BackupContents {
    return this.#contents.get(`${row.manifest_id}/${row.epoch_part_id}`, () => {
      const manifest = verifyManifest(row.manifest, { federationId: config.federationId });
      const epochPart = verifyEpochPart(row.epoch_part, manifest, config);
      return { manifest, commitments: epochPart.paths };
    });
  }

  /**
   * @param row - A stored backup.
   * @param path - One of its paths.
   * @param config - The config in force.
   * @returns The public parameters of the path, or null when the backup does not have it.
   */
  findPath(row: BackupRow, path: Path, config: SealedConfig): PathHeader | null {
    return this.read(row, config).manifest.body.header.paths[path] ?? null;
  }
}
