import { getMintEncoder, getTokenEncoder, AccountState } from '@solana-program/token';
import { address, none, type Address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { AccountsReading, ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { FACTS_WALLET } from '../testing/factsFixtures.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { readWalletFacts, type WalletFactsQuery } from './readWalletFacts.ts';
import { mergeViews } from './walletView.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from './tokenProgram.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createWalletAccounts } from './walletAccounts.ts';

const MINT = address(FIXTURE_MINT);
const SYSTEM = '11111111111111111111111111111111';
const WALLET: ChainAccount = { lamports: 5_000n, owner: SYSTEM, data: new Uint8Array() };

function mint(owner: Address = TOKEN_PROGRAM_ADDRESS, decimals = 6): ChainAccount {
  const data = getMintEncoder().encode({
    mintAuthority: none(),
    supply: 1n,
    decimals,
    isInitialized: true,
    freezeAuthority: none(),
  });
  return { lamports: 1n, owner, data: new Uint8Array(data) };
}

function held(amount: bigint, owner: Address = TOKEN_PROGRAM_ADDRESS): ChainAccount {
  const data = getTokenEncoder().encode({
    mint: MINT,
    owner: FACTS_WALLET,
    amount,
    delegate: none(),
    state: AccountState.Initialized,
    isNative: none(),
    delegatedAmount: 0n,
    closeAuthority: none(),
  });
  return { lamports: 1n, owner, data: new Uint8Array(data) };
}

type Accounts = ReadonlyArray<ChainAccount | null>;

function node(label: string, slot: bigint, accounts: Accounts) {
  const asked: Array<readonly [readonly string[], bigint | undefined]> = [];
  const fake = createFakeChainNode({
    label,
    accounts: async (addresses, minContextSlot) => {
      asked.push([addresses, minContextSlot]);
      return { slot, accounts };
    },
  });
  return { fake, asked };
}

async function read(nodes: ReadonlyArray<ReturnType<typeof node>>, minContextSlot?: bigint) {
  return readBy(
    nodes.map(({ fake }) => fake),
    { minContextSlot, operatorsMin: 1 },
  );
}

async function readBy(nodes: readonly ChainNode[], query: Partial<WalletFactsQuery>) {
  const book = createWalletAccounts(FACTS_WALLET, createNodePlatform());
  return readWalletFacts(createNodePool(nodes), book, {
    mint: MINT,
    minContextSlot: undefined,
    operatorsMin: 2,
    mayHaveLeft: () => 0n,
    rules: { mergeViews },
    platform: createFakePlatform({ delays: 'at-once' }),
    closing: new AbortController().signal,
    ...query,
  });
}

const ALL: Accounts = [WALLET, mint(), held(7n), null, held(9n)];

describe('readWalletFacts', () => {
  it('reads everything in one call, at one slot', async () => {
    const book = createWalletAccounts(FACTS_WALLET, createNodePlatform());
    const { token, token2022 } = await book.candidates(MINT);
    const wrappedSol = await book.wrappedSol();
    const only = node('a', 500n, ALL);
    expect(await read([only], 499n)).toEqual({
      wallet: FACTS_WALLET,
      sol: [{ slot: 500n, lamports: 5_000n }],
      mint: expect.objectContaining({ mint: MINT, tokenProgram: TOKEN_PROGRAM_ADDRESS }),
      tokenAccount: { address: token, exists: true, units: 7n },
      sellableUnits: 7n,
      wrappedSol: { address: wrappedSol, exists: true, units: 9n },
    });
    expect(only.asked).toEqual([[[FACTS_WALLET, MINT, token, token2022, wrappedSol], 499n]]);
  });

  it("holds the token where the mint's own program keeps it", async () => {
    const program = TOKEN_2022_PROGRAM_ADDRESS;
    const accounts = [WALLET, mint(program), held(7n), held(8n, program), null];
    const { token2022 } = await createWalletAccounts(FACTS_WALLET, createNodePlatform()).candidates(
      MINT,
    );
    expect(await read([node('a', 500n, accounts)])).toMatchObject({
      tokenAccount: { address: token2022, exists: true, units: 8n },
      wrappedSol: { exists: false, units: 0n },
    });
  });

  it('takes a stranger at the address of an account for none', async () => {
    const accounts = [WALLET, mint(), WALLET, null, WALLET];
    expect(await read([node('a', 500n, accounts)])).toMatchObject({
      tokenAccount: { exists: false, units: 0n },
      wrappedSol: { exists: false, units: 0n },
    });
  });

  it('refuses an answer from before our last landing and asks the next node', async () => {
    const [old, fresh] = [node('old', 499n, ALL), node('fresh', 500n, ALL)];
    expect(await read([old, fresh], 500n)).toMatchObject({ sol: [{ slot: 500n }] });
    expect(old.asked).toHaveLength(1);
    expect(await read([old, old], 500n)).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { endpoint: 'old', reason: 'answer of slot 499 is older than slot 500' },
    });
  });

  it('takes any slot while nothing has landed', async () => {
    expect(await read([node('a', 0n, ALL)])).toMatchObject({ sol: [{ slot: 0n }] });
  });

  it.each<[string, Accounts]>([
    ['MINT__NOT_FOUND', [WALLET, null, null, null, null]],
    ['MINT__NOT_A_TOKEN', [WALLET, WALLET, null, null, null]],
    ['WALLET__SOL_BELOW_REQUIRED', [null, mint(), null, null, null]],
  ])('denies with %s', async (code, accounts) => {
    expect(await read([node('a', 500n, accounts)])).toMatchObject({ code });
  });

  it('is unavailable when no node answers', async () => {
    expect(await read([])).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { method: 'getMultipleAccounts' },
    });
  });
});

/** What an operator tells, look after look; the last for every further one. */
function operator(name: string, ...looks: ReadonlyArray<AccountsReading | Error>) {
  const asked: Array<bigint | undefined> = [];
  const fake = createFakeChainNode({
    label: name,
    operator: name,
    accounts: async (_addresses, minContextSlot) => {
      asked.push(minContextSlot);
      const look = looks[Math.min(asked.length, looks.length) - 1];
      if (look === undefined) return new Promise<never>(() => {});
      if (look instanceof Error) throw look;
      return look;
    },
  });
  return { fake, asked };
}

interface Shown {
  readonly slot?: bigint;
  readonly sol?: bigint;
  readonly token?: bigint | null;
  readonly wrapped?: bigint | null;
  readonly decimals?: number;
}

function shown({ slot = 500n, sol = 5_000n, token = 7n, wrapped = null, decimals }: Shown = {}) {
  const wallet = { ...WALLET, lamports: sol };
  const inToken = token === null ? null : held(token);
  const inWrapped = wrapped === null ? null : held(wrapped);
  return { slot, accounts: [wallet, mint(undefined, decimals), inToken, null, inWrapped] };
}

describe('readWalletFacts of two operators', () => {
  type Operator = ReturnType<typeof operator>;

  async function readTwo(operators: readonly Operator[], query: Partial<WalletFactsQuery> = {}) {
    return readBy(
      operators.map(({ fake }) => fake),
      query,
    );
  }

  it('asks each once, at the same time, and nobody else, when they tell the same', async () => {
    const operators = [
      operator('a', shown()),
      operator('b', shown({ slot: 501n })),
      operator('c', new Error('was asked')),
    ];
    const platform = createFakePlatform();
    expect(await readTwo(operators, { minContextSlot: 499n, platform })).toMatchObject({
      sol: [
        { slot: 500n, lamports: 5_000n },
        { slot: 501n, lamports: 5_000n },
      ],
      tokenAccount: { units: 7n },
      sellableUnits: 7n,
    });
    expect(operators.map(({ asked }) => asked)).toEqual([[499n], [499n], []]);
  });

  it('holds what trades of ours may have taken since for no difference', async () => {
    const operators = [
      operator('a', shown({ slot: 502n, sol: 4_000n })),
      operator('b', shown({ slot: 500n, sol: 5_000n })),
    ];
    const slots: bigint[] = [];
    const mayHaveLeft = (slot: bigint) => {
      slots.push(slot);
      return 1_000n;
    };
    const facts = await readTwo(operators, { mayHaveLeft });
    expect(facts).toMatchObject({ sol: [{ lamports: 4_000n }, { lamports: 5_000n }] });
    expect(slots).toEqual([500n]);
    expect(operators.map(({ asked }) => asked.length)).toEqual([1, 1]);
  });

  it('looks again at who lags, no older than the newest, and then they tell the same', async () => {
    const operators = [
      operator('a', shown({ slot: 501n, token: 7n })),
      operator(
        'b',
        shown({ slot: 500n, token: 107n }),
        shown({ slot: 500n, token: 107n }),
        shown({ slot: 501n, token: 7n }),
      ),
    ];
    expect(await readTwo(operators)).toMatchObject({
      tokenAccount: { units: 7n },
      sellableUnits: 7n,
    });
    // The second look of the one that lags is too old to be taken.
    expect(operators.map(({ asked }) => asked.length)).toEqual([3, 3]);
  });

  it.each([
    ['SOL too low', { sol: 1n }, { lamports: [5_000n, 1n], most: 7n, least: 7n }],
    ['SOL too high', { sol: 9_999n }, { lamports: [5_000n, 9_999n], most: 7n, least: 7n }],
    ['too few tokens', { token: 1n }, { lamports: [5_000n, 5_000n], most: 7n, least: 1n }],
    ['too many tokens', { token: 9n }, { lamports: [5_000n, 5_000n], most: 9n, least: 7n }],
  ])('takes each figure as it lets the least leave, when one tells of %s', async (...given) => {
    const [, lie, { lamports, most, least }] = given;
    const facts = await readTwo([operator('a', shown()), operator('liar', shown(lie))]);
    expect(facts).toMatchObject({
      sol: lamports.map((told) => ({ lamports: told })),
      tokenAccount: { units: most },
      sellableUnits: least,
    });
  });

  it('takes wrapped SOL for the most that is told', async () => {
    const operators = [
      operator('a', shown({ wrapped: 9n })),
      operator('liar', shown({ wrapped: 1n })),
    ];
    expect(await readTwo(operators)).toMatchObject({ wrappedSol: { exists: true, units: 9n } });
  });

  it('looks a bounded number of times at who keeps telling something else', async () => {
    const operators = [operator('a', shown()), operator('liar', shown({ sol: 1n }))];
    await readTwo(operators);
    expect(operators.map(({ asked }) => asked.length)).toEqual([4, 4]);
  });

  it('waits for nobody to come to a slot that only a lie can name', async () => {
    const operators = [
      operator('a', shown({ slot: 500n })),
      operator('liar', shown({ slot: 9_000_000n, sol: 1n }), shown({ slot: 500n })),
    ];
    expect(await readTwo(operators)).toMatchObject({
      sol: [{ lamports: 5_000n }, { lamports: 5_000n }],
    });
    expect(operators.map(({ asked }) => asked.length)).toEqual([2, 2]);
  });

  it('lets a third decide, so that a liar is left out', async () => {
    const operators = [
      operator('liar', shown({ sol: 1n, token: 0n })),
      operator('b', shown()),
      operator('c', shown()),
    ];
    expect(await readTwo(operators)).toMatchObject({
      sol: [{ lamports: 5_000n }, { lamports: 5_000n }],
      sellableUnits: 7n,
    });
    expect(operators.map(({ asked }) => asked.length)).toEqual([1, 1, 1]);
  });

  it('asks a third when one of two fails or hangs', async () => {
    for (const away of [operator('b', new Error('down')), operator('b')]) {
      const facts = await readTwo([operator('a', shown()), away, operator('c', shown())]);
      expect(facts).toMatchObject({ sol: [{ lamports: 5_000n }, { lamports: 5_000n }] });
    }
  });

  it('does not take two nodes of one operator for two', async () => {
    const [one, other] = [operator('a', shown()), operator('a', shown())];
    const down = operator('b', new Error('down'));
    expect(await readTwo([one, other, down])).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { reason: '2 operators have to answer; b: down' },
    });
  });

  it('refuses what is older than our last landing, also by one of the two', async () => {
    const operators = [operator('a', shown()), operator('old', shown({ slot: 499n }))];
    expect(await readTwo(operators, { minContextSlot: 500n })).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { reason: expect.stringContaining('answer of slot 499 is older than slot 500') },
    });
  });

  it.each<[string, Shown | AccountsReading, string]>([
    ['other decimals', { decimals: 9 }, 'has another program, other decimals or other powers'],
    ['no token account', { token: null }, 'is there for one of them only'],
    ['an account of wrapped SOL', { wrapped: 0n }, 'is there for one of them only'],
    ['no mint', { slot: 500n, accounts: [WALLET, null, null, null, null] }, 'no account at mint'],
  ])('refuses when one tells of %s and the other does not', async (_case, lie, words) => {
    const lied = 'accounts' in lie ? lie : shown(lie);
    const facts = await readTwo([operator('a', shown()), operator('liar', lied)]);
    expect(facts).toMatchObject({
      code: 'RPC__OPERATORS_CONTRADICT',
      message: expect.stringContaining(words),
      context: { operators: 'a and liar' },
    });
  });

  it('says what both say of a mint that there is not', async () => {
    const gone = { slot: 500n, accounts: [WALLET, null, null, null, null] };
    expect(await readTwo([operator('a', gone), operator('b', gone)])).toMatchObject({
      code: 'MINT__NOT_FOUND',
    });
  });

  it('counts a wallet that one does not know as empty there, and is no wallet to neither', async () => {
    const unknown = { slot: 500n, accounts: [null, mint(), held(7n), null, null] };
    expect(await readTwo([operator('a', shown()), operator('b', unknown)])).toMatchObject({
      sol: [{ lamports: 5_000n }, { lamports: 0n }],
    });
    expect(await readTwo([operator('a', unknown), operator('b', unknown)])).toMatchObject({
      code: 'WALLET__SOL_BELOW_REQUIRED',
      // It names no sum that nobody has worked out yet.
      message: expect.stringMatching(/has 0 lamports: the chain has no account of it\./u),
    });
  });

  it('ends at once when the adapter closes', async () => {
    const closing = new AbortController();
    closing.abort('closed');
    const operators = [operator('a', shown()), operator('liar', shown({ sol: 1n }))];
    await readTwo(operators, { closing: closing.signal });
    expect(operators.map(({ asked }) => asked.length)).toEqual([1, 1]);
  });
});
