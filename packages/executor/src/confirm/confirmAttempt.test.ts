import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { FAKE_GENESIS_HASH, createFakeParts, FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { confirmAttempt, type AttemptOutcome } from './confirmAttempt.ts';

type Look = SignatureStatus | null | 'silent';

function status(
  commitment: SignatureStatus['commitment'],
  error: string | null = null,
): SignatureStatus {
  return { slot: 1_010n, commitment, error };
}

/** A node whose looks are given one by one; the last one stays. */
function nodeOf(looks: readonly Look[], changes: Partial<ChainNode> = {}): Partial<ChainNode> {
  let at = 0;
  return {
    label: 'http://one',
    operator: 'one',
    signatureStatuses: async (signatures, { searchHistory }) => {
      if (searchHistory) return { slot: 1_190n, statuses: signatures.map(() => null) };
      const look = looks[Math.min(at, looks.length - 1)] ?? null;
      at += 1;
      if (look === 'silent') throw new Error('429');
      return { slot: 1_000n + BigInt(at), statuses: [look] };
    },
    ...changes,
  };
}

async function follow(
  node: Partial<ChainNode> | ReadonlyArray<Partial<ChainNode>>,
  options: {
    readonly goal?: 'confirmed' | 'finalized';
    readonly looks?: number;
    readonly config?: object;
    /** Events before the follower begins. */
    readonly before?: readonly TradeEvent[];
  } = {},
) {
  const platform = createFakePlatform();
  const nodes = [node].flat();
  const fake = await createFakeParts({ nodes, platform, config: options.config ?? {} });
  const { tradeId, attempt } = fake.sign();
  if (options.before !== undefined) fake.parts.log.record(tradeId, ...options.before);
  const slots: bigint[] = [];
  const unprovable: string[] = [];
  let outcome: AttemptOutcome | undefined;
  let failure: unknown;
  const done = confirmAttempt(fake.parts, {
    tradeId,
    attempt,
    goal: options.goal ?? 'confirmed',
    onSlot: (slot) => slots.push(slot),
    onUnprovable: (reason) => unprovable.push(reason),
  }).then(
    (value) => {
      outcome = value;
    },
    (cause: unknown) => {
      failure = cause;
    },
  );
  await platform.advance((options.looks ?? 20) * 400);
  return {
    ...fake,
    tradeId,
    slots,
    unprovable,
    done,
    outcome: () => outcome,
    failure: () => failure,
  };
}

describe('confirmAttempt', () => {
  it('waits through silence and unseen until the success is confirmed', async () => {
    const looks: Look[] = ['silent', null, null, status('processed'), status('confirmed')];
    const { outcome, slots, names, tradeId, parts } = await follow(nodeOf(looks));
    expect(outcome()).toEqual({ kind: 'confirmed', slot: 1_010n, witness: 'http://one' });
    expect(slots).toEqual([1_002n, 1_003n, 1_004n, 1_005n]);
    expect(names(tradeId).slice(3)).toEqual(['SeenOnChain']);
    expect(parts.log.current(tradeId).attempts[0]?.status).toBe('landed');
  });

  it('takes no confirmed success for a final one', async () => {
    const first = await follow(nodeOf([status('confirmed')]), { goal: 'finalized' });
    expect(first.outcome()).toBeUndefined();
    first.parts.statuses.close();
    const second = await follow(nodeOf([status('confirmed'), status('finalized')]), {
      goal: 'finalized',
    });
    expect(second.outcome()).toMatchObject({ kind: 'confirmed' });
  });

  it('takes a failure only when it is final, because a fork may still turn it', async () => {
    const error = '{"InstructionError":[6,{"Custom":1}]}';
    const open = await follow(nodeOf([status('confirmed', error)]));
    expect(open.outcome()).toBeUndefined();
    open.parts.statuses.close();
    const turned = await follow(nodeOf([status('processed', error), status('confirmed')]));
    expect(turned.outcome()).toMatchObject({ kind: 'confirmed' });
    const final = await follow(nodeOf([status('confirmed', error), status('finalized', error)]));
    expect(final.outcome()).toEqual({
      kind: 'reverted',
      slot: 1_010n,
      error,
      witness: 'http://one',
    });
  });

  it('is ended neither by time nor by silence', async () => {
    for (const look of ['silent', null] as const) {
      const { outcome, parts, done, failure } = await follow(nodeOf([look]), { looks: 140 });
      expect(outcome()).toBeUndefined();
      parts.statuses.close();
      await done;
      expect(failure()).toBeDefined();
    }
  });
});

describe('past the life of the bytes', () => {
  const late = (changes: Partial<ChainNode>): Partial<ChainNode> => ({
    label: 'http://one',
    operator: 'one',
    signatureStatuses: async (signatures) => ({
      slot: 1_250n,
      statuses: signatures.map(() => null),
    }),
    finalized: async () => ({ blockHeight: 1_183n, slot: 1_195n, slotGap: 12n }),
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => false,
    genesisHash: async () => FAKE_GENESIS_HASH,
    ...changes,
  });

  it('proves the death, trying once a second', async () => {
    let tries = 0;
    const node = late({
      finalized: async () => {
        tries += 1;
        return { blockHeight: tries < 4 ? 1_182n : 1_183n, slot: 1_195n, slotGap: 12n };
      },
    });
    const { outcome } = await follow(node, { config: { allowSingleWitness: true }, looks: 20 });
    expect(outcome()).toMatchObject({ kind: 'expired', witnesses: [{ operator: 'one' }] });
    expect(tries).toBe(4);
  });

  it('finds in the history what recent statuses have forgotten', async () => {
    const node = late({
      signatureStatuses: async (signatures, { searchHistory }) => ({
        slot: 5_000n,
        statuses: signatures.map(() => (searchHistory ? status('finalized') : null)),
      }),
    });
    const { outcome, names, tradeId } = await follow(node, {
      config: { allowSingleWitness: true },
    });
    expect(outcome()).toEqual({ kind: 'confirmed', slot: 1_010n, witness: 'http://one' });
    expect(names(tradeId)).toContain('SeenOnChain');
  });

  it('reads the error of what history finds: landed is not the same as ran', async () => {
    const error = '{"InstructionError":[6,{"Custom":1}]}';
    const node = late({
      signatureStatuses: async (signatures, { searchHistory }) => ({
        slot: 5_000n,
        statuses: signatures.map(() => (searchHistory ? status('finalized', error) : null)),
      }),
    });
    const { outcome } = await follow(node, { config: { allowSingleWitness: true } });
    expect(outcome()).toMatchObject({ kind: 'reverted', error });
  });

  it('tries no proof before that, nor while the node is silent', async () => {
    const young = late({
      signatureStatuses: async (signatures, { searchHistory }) => {
        if (searchHistory) throw new Error('too early to search');
        return { slot: 1_150n, statuses: signatures.map(() => null) };
      },
      finalized: async () => {
        throw new Error('too early to prove');
      },
    });
    const { outcome, parts } = await follow(young, { config: { allowSingleWitness: true } });
    expect(outcome()).toBeUndefined();
    parts.statuses.close();
  });
});

/** One operator's node whose word a test changes; it knows all it knows in its history too. */
function speaker(operator: string) {
  const said = { status: null as SignatureStatus | null | undefined, slot: 1_020n };
  const node: Partial<ChainNode> = {
    label: `http://${operator}`,
    operator,
    signatureStatuses: async (signatures) => {
      const { status: told, slot } = said;
      if (told === undefined) throw new Error('429');
      return { slot, statuses: signatures.map(() => told) };
    },
    finalized: async () => ({ blockHeight: 900n, slot: 1_000n, slotGap: 100n }),
    firstAvailableSlot: async () => 0n,
    isBlockhashValid: async () => true,
    genesisHash: async () => FAKE_GENESIS_HASH,
  };
  return { said, node };
}

describe('with two operators', () => {
  it('believes one that it is confirmed, though the other is silent', async () => {
    const [one, two] = [speaker('one'), speaker('two')];
    one.said.status = status('confirmed');
    two.said.status = undefined;
    const { outcome } = await follow([two.node, one.node]);
    expect(outcome()).toMatchObject({ kind: 'confirmed', witness: 'http://one' });
  });

  it('takes a landing for final when both say so, and not before', async () => {
    const [one, two] = [speaker('one'), speaker('two')];
    one.said.status = status('finalized');
    two.said.status = status('confirmed');
    const { outcome, platform } = await follow([one.node, two.node], { goal: 'finalized' });
    expect(outcome()).toBeUndefined();
    two.said.status = status('finalized');
    await platform.advance(800);
    expect(outcome()).toMatchObject({ kind: 'confirmed' });
  });

  it('takes a final failure from both only, and the same one', async () => {
    const [one, two] = [speaker('one'), speaker('two')];
    one.said.status = status('finalized', '"AccountNotFound"');
    const { outcome, platform } = await follow([one.node, two.node]);
    expect(outcome()).toBeUndefined();
    two.said.status = status('finalized', '{"InstructionError":[0,{"Custom":1}]}');
    await platform.advance(4_000);
    expect(outcome()).toBeUndefined();
    one.said.status = two.said.status;
    await platform.advance(800);
    expect(outcome()).toMatchObject({ kind: 'reverted', error: two.said.status.error });
  });
});

it('counts no word that its operator has taken back', async () => {
  const [one, two] = [speaker('one'), speaker('two')];
  one.said.status = status('finalized', 'first');
  const { outcome, platform } = await follow([one.node, two.node]);
  one.said.status = status('finalized', 'second');
  await platform.advance(4_000);
  two.said.status = status('finalized', 'first');
  await platform.advance(4_000);
  expect(outcome()).toBeUndefined();
});

describe('a landing that is lost', () => {
  const confirmed: TradeEvent = {
    name: 'AttemptConfirmed',
    signature: FAKE_SIGNATURE,
    slot: '1010',
    witness: 'http://one',
  };

  it('is rolled back once nobody knows it any more, lately or in all history', async () => {
    const [one, two] = [speaker('one'), speaker('two')];
    one.said.status = status('confirmed');
    two.said.status = status('confirmed');
    const before = [confirmed];
    const followed = await follow([one.node, two.node], { goal: 'finalized', before });
    const { outcome, platform } = followed;
    one.said.status = null;
    await platform.advance(4_000);
    // The other still shows it.
    expect(outcome()).toBeUndefined();
    two.said.status = null;
    await platform.advance(4_000);
    expect(outcome()).toEqual({ kind: 'rolled-back' });
  });

  it('is not rolled back by silence, nor by a node that lags', async () => {
    const [one, two] = [speaker('one'), speaker('two')];
    one.said.status = status('confirmed');
    const before = [confirmed];
    const followed = await follow([one.node, two.node], { goal: 'finalized', before });
    const { outcome, platform } = followed;
    one.said.status = undefined;
    two.said.slot = 1_010n;
    await platform.advance(20_000);
    expect(outcome()).toBeUndefined();
    followed.parts.statuses.close();
  });

  it('is not rolled back while some history knows it', async () => {
    const [one, two] = [speaker('one'), speaker('two')];
    const node: Partial<ChainNode> = {
      ...one.node,
      signatureStatuses: async (signatures, { searchHistory }) => ({
        slot: 1_020n,
        statuses: signatures.map(() => (searchHistory ? status('confirmed') : null)),
      }),
    };
    const before = [confirmed];
    const followed = await follow([node, two.node], { goal: 'finalized', before });
    await followed.platform.advance(20_000);
    expect(followed.outcome()).toBeUndefined();
    followed.parts.statuses.close();
  });

  it('goes back to submitted while its confirmation is awaited, and may land again', async () => {
    const one = speaker('one');
    one.said.status = status('processed');
    const { outcome, names, tradeId, platform, parts, events } = await follow(one.node);
    one.said.status = null;
    await platform.advance(2_000);
    expect(names(tradeId).slice(3)).toEqual(['SeenOnChain', 'AttemptRolledBack']);
    expect(parts.log.current(tradeId).attempts[0]?.status).toBe('submitted');
    expect(events).toMatchObject([{ name: 'execution.attempt.rolled_back' }]);
    one.said.status = status('confirmed');
    await platform.advance(400);
    expect(outcome()).toMatchObject({ kind: 'confirmed' });
  });

  it('is written down a few times only, however often a node changes its mind', async () => {
    const one = speaker('one');
    const { names, tradeId, platform, parts } = await follow(one.node, { looks: 0 });
    for (let time = 0; time < 30; time += 1) {
      one.said.status = status('processed');
      await platform.advance(800);
      one.said.status = null;
      await platform.advance(2_400);
    }
    const rollbacks = names(tradeId).filter((name) => name === 'AttemptRolledBack');
    expect(rollbacks).toHaveLength(8);
    parts.statuses.close();
  });
});

it('says that a death cannot be proven, and follows on', async () => {
  const one = speaker('one');
  one.said.slot = 1_200n;
  const node = {
    ...one.node,
    finalized: async () => ({ blockHeight: 1_183n, slot: 1_190n, slotGap: 7n }),
  };
  const { unprovable, outcome, platform } = await follow(node);
  expect(unprovable[0]).toContain('two have to testify');
  expect(outcome()).toBeUndefined();
  one.said.status = status('confirmed');
  await platform.advance(1_000);
  expect(outcome()).toMatchObject({ kind: 'confirmed' });
});

it('searches history in the end, whatever slot was named at the signing', async () => {
  const one = speaker('one');
  one.said.slot = 500n;
  const node = {
    ...one.node,
    signatureStatuses: async (
      signatures: readonly string[],
      search: { searchHistory: boolean },
    ) => ({
      slot: 500n,
      statuses: signatures.map(() => (search.searchHistory ? status('confirmed') : null)),
    }),
  };
  const { outcome, platform } = await follow(node, { looks: 200 });
  expect(outcome()).toBeUndefined();
  await platform.advance(11_000);
  expect(outcome()).toMatchObject({ kind: 'confirmed' });
});

describe('a subscription', () => {
  it('only makes it look at once, and is closed in the end', async () => {
    const config = { wsEndpoint: 'ws://node' };
    const node = nodeOf([null, status('confirmed')]);
    const { outcome, platform, done } = await follow(node, { config, looks: 0 });
    const [watch] = platform.watches;
    expect(watch).toMatchObject({ wsUrl: 'ws://node', signature: FAKE_SIGNATURE });
    expect(outcome()).toBeUndefined();
    watch?.events.onReport();
    await platform.settle();
    await done;
    expect(outcome()).toMatchObject({ kind: 'confirmed' });
    expect(watch?.isClosed).toBe(true);
  });

  it('may fail without harm', async () => {
    const config = { wsEndpoint: 'ws://node' };
    const started = await follow(nodeOf([null, status('confirmed')]), { config, looks: 0 });
    started.platform.watches[0]?.events.onFailure('closed by peer');
    expect(started.events).toMatchObject([{ name: 'execution.subscription.failed' }]);
    await started.platform.advance(400);
    expect(started.outcome()).toMatchObject({ kind: 'confirmed' });
  });
});
