import { expect, it } from 'vitest';

import { PLAN_BLOCKHASH } from '../testing/tradeFixtures.ts';
import { createRetryScene } from '../testing/retryScene.ts';
import { executeTrade } from './executeTrade.ts';
import { createMessageOwners } from './messageOwners.ts';

async function revertedScene() {
  const scene = await createRetryScene({ request: { maxRetries: 0 } });
  await scene.run();
  const [first] = scene.current().attempts;
  await scene.revert();
  expect(scene.current().status).toBe('failed');
  const { tradeId } = scene.admit({ maxRetries: 0 });
  const again = async () => {
    executeTrade(scene.parts, tradeId).catch(() => undefined);
    await scene.platform.settle();
    return scene.parts.log.current(tradeId);
  };
  return { ...scene, first, again };
}

it('signs another transaction for another key, though all else is the same', async () => {
  const { first, again, jito } = await revertedScene();
  const sent = jito.sent.length;
  const trade = await again();
  expect(trade).toMatchObject({ status: 'executing', attempts: [{ status: 'submitted' }] });
  expect(trade.attempts[0]?.signature).not.toBe(first?.signature);
  expect(trade.attempts[0]?.blockhash).not.toBe(PLAN_BLOCKHASH.blockhash);
  expect(jito.sent.length).toBeGreaterThan(sent);
});

it('signs nothing while the chain gives no other blockhash', async () => {
  const { parts, again, platform, tradeId, current } = await revertedScene();
  let asked = 0;
  Object.assign(parts.chainFacts.blockhash, {
    fresh: async () => {
      asked += 1;
      return Promise.resolve(PLAN_BLOCKHASH);
    },
  });
  expect(await again()).toMatchObject({ status: 'admitted', attempts: [] });
  await platform.advance(20_000);
  expect(asked).toBe(16);
  expect(await again()).toMatchObject({
    status: 'denied',
    errorCode: 'RPC__UNAVAILABLE',
    attempts: [],
  });
  expect(current().tradeId).toBe(tradeId);
});

it.each([
  ['that reads what the one before signed', 1_024],
  ['that remembers nothing of it: the journal does', 0],
])('signs another transaction for another key in a process %s', async (_case, remembered) => {
  const { parts, first, again } = await revertedScene();
  const { log } = parts;
  const messages = createMessageOwners(() => log.recentTrades(remembered));
  Object.assign(parts, { messages });
  const trade = await again();
  expect(trade).toMatchObject({ status: 'executing', attempts: [{ status: 'submitted' }] });
  expect(trade.attempts[0]?.signature).not.toBe(first?.signature);
  expect(trade.attempts[0]?.blockhash).not.toBe(PLAN_BLOCKHASH.blockhash);
});
