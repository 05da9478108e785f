import type { ExecutionResult } from '@quantbot/core';

import { paint } from './paint.ts';
import { renderResult } from './renderResult.ts';

/** Writes what a cancellation came to, and the trade's answer where there is more to say. */
export function renderCancelled(key: string, result: ExecutionResult): string {
  const name = paint.strong(key);
  switch (result.status) {
    case 'cancelled':
      return `${paint.good('✔')} ${name} is cancelled: nothing was signed.`;
    case 'settling':
      return `${paint.warn('?')} ${name} is in a block already; there is nothing to cancel.\n${renderResult(result)}`;
    case 'received':
    case 'admitted':
    case 'executing':
    case 'conflicted':
      return (
        `${paint.warn('?')} ${name} is signed and cannot be called back; no further attempt is ` +
        `made.\n${renderResult(result)}`
      );
    case 'denied':
    case 'filled':
    case 'failed':
    case 'resolved':
    case undefined:
      return `${paint.bad('✖')} ${name} had ended before; nothing was changed.\n${renderResult(result)}`;
    default:
      return result.status satisfies never;
  }
}
