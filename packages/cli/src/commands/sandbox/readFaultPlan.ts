import { readFileSync } from 'node:fs';

import { ExecutionError, reasonOf } from '@quantbot/core';
import type { FaultPlan } from '@quantbot/sandbox';

/**
 * Reads a fault plan from a file. The sandbox itself checks what it says and names every problem.
 *
 * @throws ExecutionError `CONFIG__FILE_UNREADABLE`, `CONFIG__FILE_MALFORMED`
 */
export function readFaultPlan(path: string): FaultPlan {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_UNREADABLE', { path, reason: reasonOf(cause) });
  }
  const plan = parse(path, text);
  if (typeof plan === 'object' && plan !== null && !Array.isArray(plan)) return plan;
  throw new ExecutionError('CONFIG__FILE_MALFORMED', { path, reason: 'it is not an object' });
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_MALFORMED', { path, reason: reasonOf(cause) });
  }
}
