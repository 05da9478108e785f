import { mergeViews } from '@quantbot/executor/simulation';

import { replaceRules } from './decorateNodes.ts';
import type { Mutant } from './mutant.ts';

/** Lets one operator make a wallet rich. */
export const mostToldSpent: Mutant = {
  name: 'most-told-is-spent',
  breaks: 'What may be spent is the most that one of two operators tells, not the least.',
  breakSeams: (seams) =>
    replaceRules(seams, {
      mergeViews: (views, wallet) => {
        const most = views.reduce((left, { lamports }) => (lamports > left ? lamports : left), 0n);
        return mergeViews(
          views.map((view) => ({ ...view, lamports: most })),
          wallet,
        );
      },
    }),
};
