import { isFault, type ErrorCode } from '@quantbot/core';

import { createSourceRecord, type SourceHealth } from '../chain/sourceHealth.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { SwapVenue } from './swapVenue.ts';

/** A venue, and how it does. */
export interface WatchedVenue {
  readonly venue: SwapVenue;
  health(): SourceHealth;
}

/** Codes by which a venue is there and says no. */
const ANSWERS: ReadonlySet<ErrorCode> = new Set(['QUOTE__NO_ROUTE', 'QUOTE__REFUSED']);

/** Remembers how a venue answers. It changes nothing of the answers. */
export function createWatchedVenue(
  venue: SwapVenue,
  platform: Pick<ExecutorPlatform, 'monotonicMs'>,
): WatchedVenue {
  const record = createSourceRecord({ kind: 'venue', label: venue.name }, () =>
    platform.monotonicMs(),
  );
  return {
    health: () => record.health(),
    venue: {
      name: venue.name,
      quote: async (request, signal) => {
        record.called();
        const startedAtMs = platform.monotonicMs();
        const answer = await venue.quote(request, signal);
        if (isFault(answer) && !ANSWERS.has(answer.code)) {
          // A call that was called off says nothing of the venue.
          if (!signal.aborted) record.failed(answer.message);
        } else record.told(platform.monotonicMs() - startedAtMs);
        return answer;
      },
    },
  };
}
