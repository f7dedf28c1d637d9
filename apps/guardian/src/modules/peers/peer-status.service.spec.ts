import { expect, it } from '@jest/globals';
import { FakeClock } from '../../testing/fake-clock.js';
import type { Database } from '../../platform/database/database.js';
import { PeerStatusService } from './peer-status.service.js';

const noDatabase = null as unknown as Database;

it('tells once of a peer that calls but does not answer, and again once it has answered in between', () => {
  const status = new PeerStatusService(noDatabase, new FakeClock());
  const returned: number[] = [];
  status.onReturned((index) => returned.push(index));
  status.heard(2);
  expect(returned).toEqual([]);
  for (let times = 0; times < 3; times++) {
    status.missed(2);
    status.heard(2);
  }
  status.missed(3);
  status.heard(3);
  expect(returned).toEqual([2, 3]);
  status.present(2);
  status.missed(2);
  status.heard(2);
  expect(returned).toEqual([2, 3, 2]);
});
