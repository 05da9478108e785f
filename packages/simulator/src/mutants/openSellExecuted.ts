import { decorateNodes, replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';
import { rosyAccounts } from './rosyAccounts.ts';

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
        simulate: async (wire, accounts) => {
          const honest = await node.simulate(wire, accounts);
          if (honest.error === null) return honest;
          return {
            ...honest,
            error: null,
            computeUnits: UNITS,
            accounts: rosyAccounts(accounts),
          };
        },
      }),
    ),
};
