import { fault, isFault } from '@quantbot/core';
import type { SwapVenue } from '@quantbot/executor/simulation';

import type { Life } from '../process/life.ts';
import type { Network } from './network.ts';

/** What stands between a process and the venue. */
export interface VenueWiring {
  readonly venue: SwapVenue;
  readonly network: Network;
  readonly life: Life;
  readonly monotonicMs: () => number;
}

/** Milliseconds a client waits for a quote. */
const TIMEOUT_MS = 3_000;

/** A venue as a process sees it: over wires that may fail. */
export function wireVenue({ venue, network, life, monotonicMs }: VenueWiring): SwapVenue {
  const { name } = venue;
  return {
    name,
    quote: async (request, signal) => {
      const askedAtMs = monotonicMs();
      const route = { target: 'venue', method: 'quote', timeoutMs: TIMEOUT_MS };
      try {
        const quote = await network.ask(life, route, () => venue.quote(request, signal));
        return isFault(quote) ? quote : { ...quote, askedAtMs };
      } catch (cause) {
        if (life.isOver()) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        return fault('QUOTE__UNAVAILABLE', { venue: name, reason });
      }
    },
  };
}
