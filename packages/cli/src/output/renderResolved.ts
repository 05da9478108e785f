import type { ExecutionResult } from '@quantbot/core';

import { paint } from './paint.ts';
import { renderResult } from './renderResult.ts';

/** Writes what a decision came to: the trade's answer from now on, or why it was not taken. */
export function renderResolved(key: string, result: ExecutionResult): string {
  const isRefused = /^RESOLVE__(?!HELD_FOR_DEAD|FILL_UNKNOWN|ACCEPTED)/u.test(
    result.errorCode ?? '',
  );
  const name = paint.strong(key);
  const head =
    isRefused || result.status !== 'resolved'
      ? `${paint.bad('✖')} ${name} is not resolved; nothing was changed.`
      : `${paint.good('✔')} ${name} is resolved; its answer from now on:`;
  return `${head}\n${renderResult(result)}`;
}
