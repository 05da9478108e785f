import { it } from 'vitest';

import { checkVerdicts } from './checkVerdicts.ts';

it('for all changes, the policy refuses what is harmful and nothing else', () => {
  checkVerdicts(25_000);
}, 120_000);
