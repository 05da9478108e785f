import { decorateNodes, replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Compute units that a rehearsal which nobody made is said to have used. */
const UNITS = 120_000n;

/** Spends what a sell will bring before it has brought it, and looks at no rehearsal. */
export const openSellExecuted: Mutant = {
  name: 'open-sell-counted-as-executed',
  breaks:
    'The proceeds of a sell that is open count as if they were there, and no simulation objects.',
  breakSeams: (seams) =>
    decorateNodes(
      replaceRules(seams, {
        worstOutlay: ({ outlayLamports, proceedsLamports }) => outlayLamports - proceedsLamports,
      }),
      (node) => ({
        simulate: async (wire) => ({
          ...(await node.simulate(wire)),
          error: null,
          computeUnits: UNITS,
        }),
      }),
    ),
};
