import { appendFile } from 'node:fs/promises';
import type { PreparedEnrolment } from '../solo/prepared-enrolment.js';

/** Bodies of requests as they are sent. */
export interface PreparedRequest {
  /** To the real node. */
  readonly stage: string;
  /** The same for the guardian that the bare loop stands for. */
  readonly floorStage: string;
  readonly commit: string;
}

/**
 * Writes an enrolment as a line that workers read.
 *
 * @param file - appended to
 * @param enrolment - with parcels for both guardians
 * @param seats - indexes of the real node and of the bare loop's guardian
 */
export async function appendRequest(
  file: string,
  { stage, parcels, commit }: PreparedEnrolment,
  [node, floor]: readonly [number, number],
): Promise<void> {
  const request: PreparedRequest = {
    stage: JSON.stringify({ ...stage, parcel: parcels[node] }),
    floorStage: JSON.stringify({ ...stage, parcel: parcels[floor] }),
    commit: JSON.stringify({ commit, absentParcels: [] }),
  };
  await appendFile(file, `${JSON.stringify(request)}\n`);
}
