import { reasonOf } from '@quantbot/core';
import type { FastifyBaseLogger } from 'fastify';

import { systemTimers, type Timers } from '../platform/timers.ts';

/** Longest that something is waited for that should end, milliseconds. */
const END_MS_MAX = 10_000;

/** Where it is told, and how it is waited for. */
export interface EndParts {
  readonly logger: Pick<FastifyBaseLogger, 'error'>;
  /** @defaultValue the machine's */
  readonly timers?: Pick<Timers, 'sleep'>;
}

/**
 * Waits for something to end, but not for ever: what is not ended then is told and left. Everything
 * that matters is in the journal already.
 */
export async function endInTime(
  end: () => Promise<void>,
  name: string,
  { logger, timers = systemTimers }: EndParts,
): Promise<void> {
  const giveUp = new AbortController();
  const ended = end().then(
    () => true,
    (cause: unknown) => {
      logger.error(`${name} did not close well: ${reasonOf(cause)}`);
      return true;
    },
  );
  const isEnded = await Promise.race([
    ended,
    timers.sleep(END_MS_MAX, giveUp.signal).then(() => false),
  ]);
  giveUp.abort();
  if (!isEnded) logger.error(`${name} has not closed within ${END_MS_MAX} ms and is left`);
}
