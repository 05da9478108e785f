import { describe, expect, it } from 'vitest';

import { fixtureConfig } from '../testing/fixtureConfig.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createRetryScene } from '../testing/retryScene.ts';
import { judgeTradeAgain } from './judgeTradeAgain.ts';

const LIMITS = { tradeLamportsMax: 10n ** 9n, solReserveLamportsMin: 890_880n, openTradesMax: 1 };

describe('judgeTradeAgain', () => {
  it('counts no trade against itself, however tight the limits that let it in', async () => {
    const limits = { ...LIMITS, ordersMax: 1, positionsMax: 1, exposureLamportsMax: 10n ** 9n };
    const { admit, parts } = await createFakeParts({ config: { limits } });
    expect(judgeTradeAgain(parts, admit())).toBeUndefined();
  });

  it('denies a buy that a limit set since forbids, and lets a sell go on', async () => {
    const { admit, parts } = await createFakeParts();
    const limits = { ...LIMITS, tradeLamportsMax: 99_999_999n };
    const { config } = { config: fixtureConfig({ limits }) };
    const tight = { ...parts, config };
    expect(judgeTradeAgain(tight, admit())).toMatchObject({ code: 'RISK__TRADE_EXCEEDS_MAXIMUM' });
    expect(judgeTradeAgain(tight, admit({ side: 'sell' }))).toBeUndefined();
  });

  it('denies nothing without limits', async () => {
    const { admit, parts } = await createFakeParts();
    const config = { ...parts.config, limits: undefined };
    expect(judgeTradeAgain({ ...parts, config }, admit())).toBeUndefined();
  });
});

describe('a further attempt', () => {
  it('is not made once the day has lost too much; the trade has failed with what is proven', async () => {
    const limits = { ...LIMITS, openTradesMax: 4, dailyLossLamportsMax: 10_000_000n };
    const scene = await createRetryScene({ config: { limits } });
    await scene.run();
    expect(scene.current().attempts).toHaveLength(1);
    // Another trade of the wallet pays for a revert, far above what anybody expects.
    const other = scene.admit({ amount: 0.2 });
    const { attempt } = { attempt: scene.current().attempts[0] };
    if (attempt === undefined) throw new Error('nothing is signed');
    const signature = 'the-other-signature';
    scene.parts.log.record(
      other.tradeId,
      { name: 'AttemptSigned', attempt: { ...attempt, signature } },
      {
        name: 'AttemptReverted',
        signature,
        slot: '1010',
        error: 'x',
        feeLamports: '9000000',
        witness: 'w',
      },
      { name: 'TradeFailed', code: 'CONFIRM__REVERTED', result: { success: false } },
    );
    await scene.die();
    expect(scene.state.isDone).toBe(true);
    expect(scene.current()).toMatchObject({
      status: 'failed',
      errorCode: 'RISK__DAILY_LOSS_EXCEEDS_MAXIMUM',
      attempts: [{ status: 'expired' }],
    });
  });
});
