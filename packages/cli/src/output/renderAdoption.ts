import type { Adoption } from '@quantbot/executor';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';

/** Writes down what was adopted, as the journal has it now. */
export function renderAdoption(adoption: Adoption): string {
  const { number, atMs, by, reason, newestSignature, newestSlot, alsoAdopted } = adoption;
  const rows = [
    ['when (UTC)', new Date(atMs).toISOString().replace('T', ' ').slice(0, 19)],
    ['by', by],
    ['reason', reason],
    ['up to slot', newestSlot ?? 'nothing that is final'],
    ['signature', newestSignature ?? 'none'],
    ...(alsoAdopted.length === 0 ? [] : [['not final', alsoAdopted.join(', ')]]),
  ].map(([name = '', value = '']) => [paint.faint(`  ${name}`), value]);
  return [
    `${paint.good('✔')} the wallet's history is adopted (${paint.strong(`adoption ${number}`)}); ` +
      'what it signs from now on is compared again.',
    alignColumns(rows),
  ].join('\n');
}
