import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import type { InFlightPolicy } from '../journal/tradingChange.ts';
import { createFakeLane, createFakeParts, FAKE_GENESIS_HASH } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { followAttempt } from './followAttempt.ts';

const CONFIRMED: SignatureStatus = { slot: 1_010n, commitment: 'confirmed', error: null };

/** A signed trade on a chain that does not show it yet. */
async function setUp(side: 'buy' | 'sell') {
  const chain = { status: null as SignatureStatus | null };
  const node: Partial<ChainNode> = {
    signatureStatuses: async (signatures) => ({
      slot: 1_001n,
      statuses: signatures.map(() => chain.status),
    }),
    transaction: async () => null,
    genesisHash: async () => FAKE_GENESIS_HASH,
  };
  const platform = createFakePlatform();
  const rpc = createFakeLane('rpc');
  const all = await createFakeParts({
    nodes: [node],
    platform,
    lanes: { rpc, jito: createFakeLane('jito') },
    config: { allowSingleWitness: true, lanePolicy: 'rpc-only' },
  });
  const { tradeId, attempt } = all.sign({ side, lanePolicy: 'rpc-only' });
  const decide = (state: 'halted' | 'active', inFlight: InFlightPolicy = 'reduce-only') =>
    all.parts.trading.decide({ state, origin: 'person', by: 'ann', reason: 'r', inFlight });
  const follow = (): void => {
    void followAttempt(all.parts, tradeId, attempt).catch(() => undefined);
  };
  const sentWithin = async (milliseconds: number): Promise<number> => {
    const before = rpc.sent.length;
    await platform.advance(milliseconds);
    return rpc.sent.length - before;
  };
  const status = () => all.parts.log.current(tradeId).status;
  const { parts } = all;
  return { platform, parts, chain, decide, follow, sentWithin, status };
}

describe('bytes on their way', () => {
  it.each([
    ['buy', 'reduce-only', false],
    ['sell', 'reduce-only', true],
    ['buy', 'drop', false],
    ['sell', 'drop', false],
    ['buy', 'keep', true],
    ['sell', 'keep', true],
  ] as const)('of a %s go out again after a halt with %s: %s', async (side, inFlight, goesOn) => {
    const { decide, follow, sentWithin } = await setUp(side);
    follow();
    expect(await sentWithin(3_000)).toBeGreaterThan(2);
    decide('halted', inFlight);
    expect((await sentWithin(5_000)) > 0).toBe(goesOn);
    decide('active');
    expect(await sentWithin(3_000)).toBeGreaterThan(1);
  });

  it('of a buy do not leave at all when it is halted right after the signature', async () => {
    const { decide, follow, sentWithin } = await setUp('buy');
    decide('halted');
    follow();
    expect(await sentWithin(5_000)).toBe(0);
    decide('active');
    expect(await sentWithin(1_000)).toBeGreaterThan(0);
  });

  it('of a buy stop for a halt file and go on when it is gone', async () => {
    const { platform, parts, follow, sentWithin } = await setUp('buy');
    parts.trading.watchHaltFile(parts.closing);
    follow();
    await sentWithin(2_000);
    platform.setHaltFile({ kind: 'present', text: '' });
    expect(await sentWithin(5_000)).toBe(0);
    platform.setHaltFile({ kind: 'absent' });
    expect(await sentWithin(2_000)).toBeGreaterThan(0);
  });

  it('are followed all the same: what has landed is confirmed', async () => {
    const { decide, follow, platform, chain, status } = await setUp('buy');
    follow();
    decide('halted', 'drop');
    chain.status = CONFIRMED;
    await platform.advance(2_000);
    expect(status()).toBe('settling');
  });
});
