import { AccountState, getTokenEncoder } from '@solana-program/token';
import { none } from '@solana/kit';
import { fault, isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ChainNode, OwnedAccount, TransactionReading } from '../chain/chainNode.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import type { ExpiryFinding } from '../confirm/expiryProofs.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { createFakeLane, createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createFakeRemoteSigner } from '../testing/fakeRemoteSigner.ts';
import { madeUpTransaction } from '../testing/madeUpTransaction.ts';
import { madeUpAddress, PLAN, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { Reclaimer } from './reclaimer.ts';
import { readReclaims, writeReclaim, type ReclaimRecord } from './reclaimNotes.ts';

const { wallet } = PLAN;
const EMPTY = madeUpAddress(11);

function held(address: string, amount = 0n): OwnedAccount {
  const data = getTokenEncoder().encode({
    mint: PLAN.mint,
    owner: wallet,
    amount,
    delegate: none(),
    state: AccountState.Initialized,
    isNative: none(),
    delegatedAmount: 0n,
    closeAuthority: none(),
  });
  return {
    address,
    lamports: 2_039_280n,
    owner: TOKEN_PROGRAM_ADDRESS,
    data: new Uint8Array(data),
  };
}

const LANDED: TransactionReading = madeUpTransaction({
  slot: 1_050n,
  error: null,
  accountAddresses: [wallet, EMPTY],
  preLamports: [100n, 2_039_280n],
  postLamports: [2_034_380n, 0n],
  preTokenBalances: [],
  postTokenBalances: [],
});

const SIGNED: ReclaimRecord = {
  number: 1,
  status: 'signed',
  atMs: 5,
  accounts: [EMPTY],
  signature: 's1',
  wireBase64: 'AQID',
  blockhash: 'h',
  deathHeight: '1182',
  signedAtSlot: '1000',
  slot: '0',
  lamports: '-5000',
};

interface Scene {
  readonly config?: Partial<ExecutionAdapterConfig>;
  readonly nextTurn?: () => Promise<void>;
  readonly node?: Partial<ChainNode>;
}

async function setUp({ config, nextTurn, node }: Scene = {}) {
  const chain = {
    accounts: [held(EMPTY), held(madeUpAddress(12), 5n)] as readonly OwnedAccount[],
    seen: [null, null] as Array<TransactionReading | null>,
    finding: { kind: 'unproven', unknownTo: [] } as ExpiryFinding,
  };
  const platform = createFakePlatform();
  const nodeOf = (index: number): Partial<ChainNode> => ({
    label: `http://node-${index}`,
    operator: `operator-${index}`,
    tokenAccountsOf: async (_, program) =>
      program === TOKEN_PROGRAM_ADDRESS ? chain.accounts : [],
    simulate: async () => ({ slot: 1n, error: null, logs: [], computeUnits: 1n, accounts: [] }),
    transaction: async () => chain.seen[index] ?? null,
    ...node,
  });
  const rpc = createFakeLane('rpc');
  const all = await createFakeParts({
    platform,
    nodes: [nodeOf(0), nodeOf(1)],
    lanes: { rpc },
    ...(config && { config }),
    ...(nextTurn && { nextTurn }),
    parts: { proofs: { look: async () => chain.finding } },
  });
  const { parts, journal } = all;
  const reclaimer = new Reclaimer({ parts, journal });
  const record = () => readReclaims(journal)[0];
  return { ...all, platform, chain, rpc, reclaimer, record };
}

describe('start', () => {
  it('closes what may be closed, and lets nothing else be signed until two operators tell of it', async () => {
    const { reclaimer, record, rpc, platform, chain, parts } = await setUp();
    expect(await reclaimer.start()).toMatchObject({ status: 'signed', accounts: [EMPTY] });
    await platform.advance(10);
    const [sent] = rpc.sent;
    expect(sent && Buffer.from(sent).toString('base64')).toBe(record()?.wireBase64);
    expect(parts.hold.reason()?.code).toBe('RECLAIM__RUNNING');
    chain.seen[0] = LANDED;
    await platform.advance(3_000);
    expect(record()?.status).toBe('signed');
    chain.seen[1] = { ...LANDED, postLamports: [1n, 0n] };
    await platform.advance(3_000);
    expect(record()?.status).toBe('signed');
    chain.seen[1] = LANDED;
    await platform.advance(1_000);
    expect(record()).toMatchObject({ status: 'landed', slot: '1050', lamports: '2034280' });
    expect(parts.hold.reason()).toBeUndefined();
    expect(parts.sends.open()).toBe(0);
  });

  it('lets no byte leave while the disk has not answered', async () => {
    const disk = Promise.withResolvers<void>();
    const { reclaimer, record, rpc, platform } = await setUp({
      nextTurn: async () => disk.promise,
    });
    const starting = reclaimer.start();
    await platform.advance(10_000);
    expect(record()?.status).toBe('signed');
    expect(rpc.sent).toHaveLength(0);
    disk.resolve();
    await starting;
    await platform.settle();
    expect(rpc.sent).toHaveLength(1);
  });

  it('books the fee of one that failed on chain, and nothing of one that is proven dead', async () => {
    const failed = await setUp();
    await failed.reclaimer.start();
    const reverted = { ...LANDED, error: '"x"', postLamports: [-4_900n, 2_039_280n] };
    failed.chain.seen = [reverted, reverted];
    await failed.platform.advance(1_000);
    expect(failed.record()).toMatchObject({ status: 'reverted', lamports: '-5000' });

    const dead = await setUp();
    await dead.reclaimer.start();
    dead.chain.finding = { kind: 'proven', witnesses: [] };
    await dead.platform.advance(1_000);
    expect(dead.record()).toMatchObject({ status: 'expired', lamports: '0' });
    expect(dead.parts.hold.reason()).toBeUndefined();

    const lost = await setUp();
    await lost.reclaimer.start();
    lost.chain.finding = { kind: 'unprovable', reason: 'r', unknownTo: [] };
    await lost.platform.advance(1_000);
    expect(lost.record()).toMatchObject({ status: 'unproven', lamports: '-5000' });
    expect(lost.parts.hold.reason()).toBeUndefined();
  });

  it('has nothing to do where nothing may be closed', async () => {
    const { reclaimer, chain, parts, record } = await setUp();
    chain.accounts = [held(EMPTY, 1n)];
    expect(await reclaimer.start()).toBeUndefined();
    expect([record(), parts.hold.reason()]).toEqual([undefined, undefined]);
  });

  it('signs nothing while a trade is open, the wallet is held, trading is halted, or in dry-run', async () => {
    const open = await setUp();
    open.admit();
    const dry = await setUp({ config: { dryRun: true } });
    const held = await setUp();
    held.parts.hold.set(fault('EXECUTOR__CLOSED'));
    const halted = await setUp();
    halted.parts.trading.state = () => 'halted';
    for (const { reclaimer, record, rpc } of [open, dry, held, halted]) {
      const refused = await reclaimer.start();
      expect(refused !== undefined && isFault(refused)).toBe(true);
      expect([record(), rpc.sent.length]).toEqual([undefined, 0]);
    }
    expect(open.parts.hold.reason()).toBeUndefined();
    expect(held.parts.hold.reason()?.code).toBe('EXECUTOR__CLOSED');
  });

  it('asks no remote signer, whose late signature nobody could follow', async () => {
    const { reclaimer, parts, record } = await setUp();
    const signer = createFakeRemoteSigner();
    Object.assign(parts, { signer });
    expect(await reclaimer.start()).toMatchObject({
      code: 'RECLAIM__STATE_NOT_ALLOWED',
      message: expect.stringContaining('sellPortionBps 10000') as string,
    });
    expect([signer.asked, record(), parts.hold.reason()]).toEqual([[], undefined, undefined]);
  });

  it('signs nothing when a trade came meanwhile, or the simulation fails', async () => {
    const answer = { slot: 1n, error: '"x"', logs: [], computeUnits: 1n, accounts: [] };
    const simulate = async () => answer;
    const failing = await setUp({ node: { simulate } });
    expect(await failing.reclaimer.start()).toMatchObject({ code: 'SIMULATE__FAILED' });
    const late = await setUp();
    const { sign } = createKeypairSigner(PLAN_KEY);
    Object.assign(late.parts.signer, {
      sign: async (bytes: Uint8Array) => {
        late.admit();
        return sign(bytes);
      },
    });
    expect(await late.reclaimer.start()).toMatchObject({ code: 'RECLAIM__STATE_NOT_ALLOWED' });
    for (const { record, parts, rpc } of [failing, late]) {
      expect([record(), parts.hold.reason(), rpc.sent.length]).toEqual([undefined, undefined, 0]);
    }
  });

  it('signs one at a time', async () => {
    const { reclaimer, rpc, platform } = await setUp();
    const [, second] = await Promise.all([reclaimer.start(), reclaimer.start()]);
    expect(second).toBeDefined();
    expect(await reclaimer.start()).toMatchObject({ code: 'RECLAIM__RUNNING' });
    await platform.settle();
    expect(rpc.sent).toHaveLength(1);
  });
});

describe('followFound', () => {
  it('sees a reclaim of an earlier process through, once', async () => {
    const { reclaimer, parts, journal, platform, chain, record, rpc } = await setUp();
    writeReclaim(journal, SIGNED);
    reclaimer.followFound();
    reclaimer.followFound();
    expect(parts.hold.reason()?.code).toBe('RECLAIM__RUNNING');
    await platform.settle();
    expect(rpc.sent.map((wire) => [...wire])).toEqual([[1, 2, 3]]);
    chain.seen = [LANDED, LANDED];
    await platform.advance(1_000);
    expect(record()?.status).toBe('landed');
    expect(parts.hold.reason()).toBeUndefined();
  });

  it('does nothing where none is open', async () => {
    const { reclaimer, parts } = await setUp();
    reclaimer.followFound();
    expect(parts.hold.reason()).toBeUndefined();
  });
});
