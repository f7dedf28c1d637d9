import { systemRng, wordsFromEntropy } from '@wardkeep/crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SEED_ENTROPY = 16;

/** Who the demo is about, and the files that she types from. */
export interface DemoPerson {
  readonly seed: string;
  readonly memorable: string;
  readonly seedFile: string;
  readonly identityFile: string;
  readonly memorableFile: string;
  readonly wrongFile: string;
  /** What each device remembers. */
  readonly phone: string;
  readonly laptop: string;
  readonly recoveredFile: string;
  /** The phone falls into the sea. */
  losePhone(): Promise<void>;
}

/**
 * Makes a person with a fresh wallet.
 *
 * @param folder - for her files
 */
export async function makePerson(folder: string): Promise<DemoPerson> {
  const at = (name: string): string => join(folder, name);
  const seed = wordsFromEntropy(systemRng.bytes(SEED_ENTROPY)).join(' ');
  const memorable = 'the boat we called Margit';
  const phone = at('phone');
  const person = {
    seed,
    memorable,
    seedFile: at('seed.txt'),
    identityFile: at('passport.json'),
    memorableFile: at('memorable.txt'),
    wrongFile: at('wrong.txt'),
    phone,
    laptop: at('laptop'),
    recoveredFile: at('recovered.txt'),
    losePhone: async () => {
      await rm(phone, { recursive: true });
      await rm(at('seed.txt'));
    },
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const write = (file: string, text: string): Promise<void> => writeFile(file, text, { mode: 0o600 });
  await write(person.seedFile, seed);
  await write(person.memorableFile, memorable);
  await write(person.wrongFile, 'the boat we called Marlene');
  const passport = { surname: 'Eriksson', givenNames: 'Anna Maria', dateOfBirth: '1974-08-12' };
  await write(person.identityFile, JSON.stringify(passport));
  return person;
}
