import type { ExecutionResult, TradeStatus } from '@quantbot/core';
import { expect, it } from 'vitest';

import { LANDED, plain } from '../testing/records.ts';
import { renderCancelled } from './renderCancelled.ts';

function text(status: TradeStatus | undefined): string {
  const { status: _, ...rest } = LANDED;
  const result: ExecutionResult = status === undefined ? rest : { ...rest, status };
  return plain(renderCancelled('entry', result));
}

it('says that nothing was signed, and nothing else', () => {
  expect(text('cancelled')).toBe('✔ entry is cancelled: nothing was signed.');
});

it.each<[TradeStatus | undefined, string]>([
  ['executing', '? entry is signed and cannot be called back; no further attempt is made.\n✔'],
  ['settling', '? entry is in a block already; there is nothing to cancel.\n✔ settling'],
  ['filled', '✖ entry had ended before; nothing was changed.\n✔ filled'],
  ['failed', '✖ entry had ended before; nothing was changed.\n✔ failed'],
  [undefined, '✖ entry had ended before; nothing was changed.\n✔ done'],
])('says of %s what it came to, with the answer', (status, beginning) => {
  expect(text(status).startsWith(beginning)).toBe(true);
});
