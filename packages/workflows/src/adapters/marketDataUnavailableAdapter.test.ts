import { createTokenAddress } from '@quantbot/core';
import { expect, it } from 'vitest';

import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import { createMarketDataUnavailableAdapter } from './marketDataUnavailableAdapter.ts';

const tokenAddress = createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');

it('answers that nothing is known and warns once for each question', async () => {
  const telemetry = createRecordingTelemetry();
  const marketData = createMarketDataUnavailableAdapter(telemetry);
  const candles = { tokenAddress, chain: 'solana', interval: '1m', from: 0, to: 1 } as const;
  for (let repeat = 0; repeat < 3; repeat += 1) {
    expect(await marketData.fetchOhlcv(candles)).toEqual([]);
    expect(await marketData.fetchMetadata({ tokenAddress })).toBeNull();
    const price = marketData.fetchHistoricalPriceAtTime({ tokenAddress, unixTime: 0 });
    expect(await price).toBeNull();
  }
  expect(telemetry.events.map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      "No market data provider is configured; fetchOhlcv answers that nothing is known.",
      "No market data provider is configured; fetchMetadata answers that nothing is known.",
      "No market data provider is configured; fetchHistoricalPriceAtTime answers that nothing is known.",
    ]
  `);
});
