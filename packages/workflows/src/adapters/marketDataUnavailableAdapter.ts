import type { MarketDataPort, TelemetryPort } from '@quantbot/core';

import { guardTelemetry } from './guardTelemetry.ts';

/**
 * Stands where no market data provider is configured. It knows nothing and says so in the port's
 * own words: no candles, `null` for metadata and prices. It never makes a figure up, because a
 * strategy could trade on it, and it warns once for each kind of question.
 */
export function createMarketDataUnavailableAdapter(telemetry: TelemetryPort): MarketDataPort {
  const guarded = guardTelemetry(telemetry);
  const warned = new Set<string>();
  const warnOnce = (question: string): void => {
    if (warned.has(question)) return;
    warned.add(question);
    guarded.emitEvent({
      name: 'marketdata.unavailable',
      level: 'warn',
      message: `No market data provider is configured; ${question} answers that nothing is known.`,
    });
  };
  return {
    fetchOhlcv() {
      warnOnce('fetchOhlcv');
      return Promise.resolve([]);
    },
    fetchMetadata() {
      warnOnce('fetchMetadata');
      return Promise.resolve(null);
    },
    fetchHistoricalPriceAtTime() {
      warnOnce('fetchHistoricalPriceAtTime');
      return Promise.resolve(null);
    },
  };
}
