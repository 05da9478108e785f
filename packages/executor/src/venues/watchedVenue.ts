import { isFault, type Fault } from '@quantbot/core';

import { createSourceRecord, type SourceHealth } from '../chain/sourceHealth.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { SwapVenue } from './swapVenue.ts';

/** A venue, and how it does. */
export interface WatchedVenue {
  readonly venue: SwapVenue;
  health(): SourceHealth;
}

/** Statuses that speak of what was asked for. Others (key, rate, outage) refuse whatever is asked. */
const OF_THE_QUESTION: ReadonlySet<unknown> = new Set([400, 404, 422]);

/** Whether a venue is there, and says no to this question alone. */
function isAnswer({ code, context }: Fault): boolean {
  if (code === 'QUOTE__NO_ROUTE') return true;
  return code === 'QUOTE__REFUSED' && OF_THE_QUESTION.has(context['httpStatus']);
}

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
        if (isFault(answer) && !isAnswer(answer)) {
          // A call that was called off says nothing of the venue.
          if (!signal.aborted) record.failed(answer.message);
        } else record.told(platform.monotonicMs() - startedAtMs);
        return answer;
      },
    },
  };
}
