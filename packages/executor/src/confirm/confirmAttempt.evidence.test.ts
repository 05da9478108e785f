import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createFakeParts, FAKE_GENESIS_HASH, FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { confirmAttempt, type AttemptOutcome } from './confirmAttempt.ts';

function status(
  commitment: SignatureStatus['commitment'],
  error: string | null = null,
): SignatureStatus {
  return { slot: 1_010n, commitment, error };
}

/** Nodes of as many operators, and what each of them says lately and of its whole history. */
async function setUp(operators: readonly string[], before: readonly TradeEvent[] = []) {
  const said = operators.map(() => ({
    slot: 1_020n,
    lately: null as SignatureStatus | null,
    history: null as SignatureStatus | null | undefined,
    finalized: async () => Promise.resolve({ blockHeight: 900n, slot: 1_000n, slotGap: 100n }),
  }));
  const nodes = said.map((one, index): Partial<ChainNode> => ({
    label: `http://${operators[index]}`,
    operator: operators[index] ?? '',
    signatureStatuses: async (signatures, { searchHistory }) => {
      const told = searchHistory ? one.history : one.lately;
      if (told === undefined) throw new Error('429');
      return Promise.resolve({ slot: one.slot, statuses: signatures.map(() => told) });
    },
    finalized: async () => one.finalized(),
    firstAvailableSlot: async () => Promise.resolve(0n),
    isBlockhashValid: async () => Promise.resolve(false),
    genesisHash: async () => Promise.resolve(FAKE_GENESIS_HASH),
  }));
  const platform = createFakePlatform();
  const fake = await createFakeParts({ nodes, platform, config: { allowSingleWitness: true } });
  const { tradeId, attempt } = fake.sign();
  if (before.length > 0) fake.parts.log.record(tradeId, ...before);
  const landings: unknown[] = [];
  const state: { outcome?: AttemptOutcome } = {};
  const follow = async (goal: 'confirmed' | 'finalized' = 'confirmed'): Promise<void> => {
    state.outcome = await confirmAttempt(fake.parts, {
      tradeId,
      attempt,
      goal,
      onSlot: () => undefined,
      onConfirmed: (landing) => landings.push(landing),
    });
  };
  const end = (): void => {
    fake.parts.log.record(
      tradeId,
      { name: 'AttemptExpired', signature: FAKE_SIGNATURE, deathHeight: '1182', witnesses: [] },
      { name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: { success: false } },
    );
  };
  const close = (): void => {
    fake.parts.statuses.close();
  };
  return { ...fake, platform, said, tradeId, landings, state, follow, end, close };
}

describe('a first sighting', () => {
  it.each([null, '"AccountNotFound"'])(
    'is written down as it was told, error %s',
    async (failure) => {
      const { said, follow, platform, journal, tradeId, close } = await setUp(['one']);
      for (const one of said) one.lately = status('processed', failure);
      const done = follow().catch(() => undefined);
      await platform.advance(2_000);
      expect(journal.history(tradeId)?.events.at(-1)?.event).toEqual({
        name: 'SeenOnChain',
        signature: FAKE_SIGNATURE,
        slot: '1010',
        commitment: 'processed',
        error: failure,
        witness: 'http://one',
      });
      close();
      await done;
    },
  );

  it('is told of where it ran and is confirmed, and not before', async () => {
    const { said, follow, platform, landings, close } = await setUp(['one']);
    const done = follow('finalized').catch(() => undefined);
    for (const told of [status('processed'), status('confirmed', 'failed')]) {
      for (const one of said) one.lately = told;
      await platform.advance(800);
    }
    expect(landings).toEqual([]);
    for (const one of said) one.lately = status('confirmed');
    await platform.advance(400);
    expect(landings).toEqual([{ operator: 'one', slot: 1_010n }]);
    close();
    await done;
  });
});

describe('a landing that an earlier process saw', () => {
  const seen: TradeEvent = {
    name: 'SeenOnChain',
    signature: FAKE_SIGNATURE,
    slot: '1010',
    commitment: 'processed',
    error: null,
    witness: 'http://one',
  };
  const confirmed: TradeEvent = {
    name: 'AttemptConfirmed',
    signature: FAKE_SIGNATURE,
    slot: '1010',
    witness: 'http://one',
  };

  it('is rolled back where nobody knows it after the start', async () => {
    const { follow, platform, names, tradeId, close } = await setUp(['one'], [seen]);
    const done = follow().catch(() => undefined);
    await platform.advance(4_000);
    expect(names(tradeId).at(-1)).toBe('AttemptRolledBack');
    close();
    await done;
  });

  it('is rolled back as well where it was confirmed', async () => {
    const { follow, platform, state } = await setUp(['one'], [seen, confirmed]);
    const done = follow('finalized');
    await platform.advance(4_000);
    await done;
    expect(state.outcome).toEqual({ kind: 'rolled-back' });
  });

  it('is not rolled back while the history of one operator is not told', async () => {
    const { said, follow, platform, state } = await setUp(['one', 'two'], [seen, confirmed]);
    const [one] = said;
    if (one === undefined) throw new Error('there is an operator');
    one.history = undefined;
    const done = follow('finalized');
    await platform.advance(20_000);
    expect(state.outcome).toBeUndefined();
    one.history = null;
    await platform.advance(4_000);
    await done;
    expect(state.outcome).toEqual({ kind: 'rolled-back' });
  });
});

describe('a trade that a person ends', () => {
  it('is followed no more at the next look', async () => {
    const { said, follow, platform, state, end } = await setUp(['one']);
    const done = follow();
    await platform.advance(800);
    end();
    for (const one of said) one.lately = status('finalized');
    await platform.advance(800);
    await done;
    expect(state.outcome).toEqual({ kind: 'ended' });
  });

  it('is not found dead by a search that was under way', async () => {
    const { said, follow, platform, state, end } = await setUp(['one']);
    const gate = Promise.withResolvers<void>();
    const searched = { isBegun: false };
    for (const one of said) {
      one.slot = 1_200n;
      one.finalized = async () => {
        searched.isBegun = true;
        await gate.promise;
        return { blockHeight: 1_183n, slot: 1_195n, slotGap: 12n };
      };
    }
    const done = follow();
    await platform.advance(2_000);
    expect(searched.isBegun).toBe(true);
    end();
    gate.resolve();
    await platform.settle();
    await done;
    expect(state.outcome).toEqual({ kind: 'ended' });
  });
});

it('is searched for in all history once a second at most', async () => {
  const { said, follow, platform, close } = await setUp(['one']);
  let searches = 0;
  for (const one of said) {
    one.slot = 1_250n;
    one.finalized = async () => {
      searches += 1;
      return Promise.resolve({ blockHeight: 1_100n, slot: 1_195n, slotGap: 95n });
    };
  }
  const done = follow().catch(() => undefined);
  await platform.advance(12_000);
  expect(searches).toBeGreaterThanOrEqual(8);
  expect(searches).toBeLessThanOrEqual(12);
  close();
  await done;
});
