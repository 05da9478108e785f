import { describe, expect, it } from 'vitest';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
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
  node: Partial<ChainNode>,
  options: {
    readonly goal?: 'confirmed' | 'finalized';
    readonly looks?: number;
    readonly config?: object;
  } = {},
) {
  const platform = createFakePlatform();
  const fake = await createFakeParts({ nodes: [node], platform, config: options.config ?? {} });
  const { tradeId, attempt } = fake.sign();
  const slots: bigint[] = [];
  let outcome: AttemptOutcome | undefined;
  let failure: unknown;
  const done = confirmAttempt(fake.parts, {
    tradeId,
    attempt,
    goal: options.goal ?? 'confirmed',
    onSlot: (slot) => slots.push(slot),
  }).then(
    (value) => {
      outcome = value;
    },
    (cause: unknown) => {
      failure = cause;
    },
  );
  await platform.advance((options.looks ?? 20) * 400);
  return { ...fake, tradeId, slots, done, outcome: () => outcome, failure: () => failure };
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
      slot: 1_200n,
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
