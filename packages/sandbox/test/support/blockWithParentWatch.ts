/** Begins to watch its parent, says so, and then never gives its thread back. */
import { dieWithParent } from '../../src/chain/dieWithParent.ts';

dieWithParent();
process.stdout.write('blocking\n', () => {
  for (;;);
});
