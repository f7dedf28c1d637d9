import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Collects the garbage of this process now. What a bench leaves behind between two samples would else be collected within one
 * of them, and a pause of 3 to 8 ms be taken for work of what is measured.
 */
export function collectGarbage(): void {
  collect();
}
