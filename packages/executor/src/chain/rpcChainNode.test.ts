import { getBase64Decoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { answerRpc, type FakeRpcMethod } from '../testing/fakeRpc.ts';
import { createRpcChainNode, signatureOfWire } from './rpcChainNode.ts';

const ADDRESS = 'So11111111111111111111111111111111111111112';
const OWNER = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const BLOCKHASH = 'EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N';
const SIGNATURE = '1'.repeat(64);
const CONTEXT = { slot: 500n, apiVersion: '4.1.0' };
const WIRE = Uint8Array.from([1, ...Array.from({ length: 64 }, () => 0), 9]);

/** Kit leaves `finalized` out, because it is what a node assumes (Solana RPC). */
const FINALIZED: readonly unknown[] = [];

/** A node that answers the methods given, and what it was asked for. */
function setUp(methods: Readonly<Record<string, FakeRpcMethod>>) {
  const asked: Array<{ method: string; params: readonly unknown[] }> = [];
  const recorded = Object.entries(methods).map(([method, answer]): [string, FakeRpcMethod] => [
    method,
    (params) => {
      asked.push({ method, params });
      return answer(params);
    },
  ]);
  const platform = createFakePlatform({ http: answerRpc(Object.fromEntries(recorded)) });
  const endpoint = { url: 'https://rpc.example/?api-key=SECRET', operator: 'op' };
  return { node: createRpcChainNode(endpoint, platform), asked, platform };
}

function rpcError(code: number, data?: unknown): FakeRpcMethod {
  return () => ({ rpcError: { code, message: 'no', ...(data === undefined ? {} : { data }) } });
}

describe('createRpcChainNode', () => {
  it('is known by its host and its operator, never by its key', () => {
    const { node } = setUp({});
    expect(node.label).toBe('https://rpc.example');
    expect(node.operator).toBe('op');
    expect(JSON.stringify(node)).not.toContain('SECRET');
  });

  it('gives a node five seconds', async () => {
    const { node, platform } = setUp({ getGenesisHash: () => 'hash' });
    expect(await node.genesisHash()).toBe('hash');
    expect(platform.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5_000]);
  });

  it('reads a confirmed blockhash with its slot', async () => {
    const value = { blockhash: BLOCKHASH, lastValidBlockHeight: 650n };
    const { node, asked } = setUp({ getLatestBlockhash: () => ({ context: CONTEXT, value }) });
    expect(await node.latestBlockhash()).toEqual({ slot: 500n, ...value });
    expect(asked[0]?.params).toEqual([{ commitment: 'confirmed' }]);
  });

  it('reads heights at the commitment asked for', async () => {
    const { node, asked } = setUp({ getBlockHeight: () => 18_446_744_073_709_551_615n });
    expect(await node.blockHeight('processed')).toBe(18_446_744_073_709_551_615n);
    await node.blockHeight('confirmed');
    expect(asked.map(({ params }) => params)).toEqual([
      [{ commitment: 'processed' }],
      [{ commitment: 'confirmed' }],
    ]);
  });

  it.each([
    [400n, 390n, 390n],
    [390n, 400n, 390n],
    [390n, 390n, 390n],
  ])('of the finalized heights %s and %s, takes %s', async (epochHeight, height, lower) => {
    const { node, asked } = setUp({
      getEpochInfo: () => ({ blockHeight: epochHeight, absoluteSlot: 450n }),
      getBlockHeight: () => height,
    });
    expect(await node.finalized()).toEqual({
      blockHeight: lower,
      slot: 450n,
      slotGap: 450n - epochHeight,
    });
    expect(asked.map(({ method, params }) => [method, ...params])).toEqual([
      ['getEpochInfo', ...FINALIZED],
      ['getBlockHeight', ...FINALIZED],
    ]);
  });

  it('has no finalized height when one of the two answers is missing', async () => {
    const { node } = setUp({
      getEpochInfo: () => ({ blockHeight: 1n, absoluteSlot: 1n }),
      getBlockHeight: rpcError(-32_005),
    });
    await expect(node.finalized()).rejects.toThrow();
  });

  it('reads the first slot it still has, and whether a blockhash lives when finalized', async () => {
    const { node, asked } = setUp({
      getFirstAvailableBlock: () => 7n,
      isBlockhashValid: () => ({ context: CONTEXT, value: true }),
    });
    expect(await node.firstAvailableSlot()).toBe(7n);
    expect(await node.isBlockhashValid(BLOCKHASH)).toBe(true);
    expect(asked[1]?.params).toEqual([BLOCKHASH, ...FINALIZED]);
  });

  it('tells whether its newest block knows a blockhash, and the slot of that block', async () => {
    const { node, asked } = setUp({ isBlockhashValid: () => ({ context: CONTEXT, value: false }) });
    expect(await node.knowsBlockhash(BLOCKHASH)).toEqual({ slot: CONTEXT.slot, isKnown: false });
    expect(asked[0]?.params).toEqual([BLOCKHASH, { commitment: 'processed' }]);
  });

  it('reads accounts in the order asked, null where there is none', async () => {
    const account = {
      lamports: 5n,
      owner: OWNER,
      data: [getBase64Decoder().decode(Uint8Array.from([1, 2, 3])), 'base64'],
      executable: false,
      space: 3n,
    };
    const { node, asked } = setUp({
      getMultipleAccounts: () => ({ context: CONTEXT, value: [null, account] }),
    });
    expect(await node.accounts([ADDRESS, OWNER], 499n)).toEqual({
      slot: 500n,
      accounts: [null, { lamports: 5n, owner: OWNER, data: Uint8Array.from([1, 2, 3]) }],
    });
    await node.accounts([ADDRESS, OWNER]);
    const config = { commitment: 'confirmed', encoding: 'base64' };
    expect(asked.map(({ params }) => params[1])).toEqual([
      { ...config, minContextSlot: 499n },
      config,
    ]);
  });

  it('reads accounts as of the newest final block', async () => {
    const { node, asked } = setUp({
      getMultipleAccounts: () => ({ context: CONTEXT, value: [null] }),
    });
    expect(await node.finalAccounts([ADDRESS])).toEqual({ slot: 500n, accounts: [null] });
    // The client leaves out what a node takes for meant: finalized.
    expect(asked[0]?.params).toEqual([[ADDRESS], { encoding: 'base64' }]);
  });

  it('reads the token accounts of a wallet', async () => {
    const account = {
      lamports: 5n,
      owner: OWNER,
      data: [getBase64Decoder().decode(Uint8Array.from([1, 2])), 'base64'],
      executable: false,
      space: 2n,
    };
    const { node, asked } = setUp({
      getTokenAccountsByOwner: () => ({ context: CONTEXT, value: [{ pubkey: ADDRESS, account }] }),
    });
    expect(await node.tokenAccountsOf(OWNER, ADDRESS)).toEqual([
      { address: ADDRESS, lamports: 5n, owner: OWNER, data: Uint8Array.from([1, 2]) },
    ]);
    const config = { commitment: 'confirmed', encoding: 'base64' };
    expect(asked[0]?.params).toEqual([OWNER, { programId: ADDRESS }, config]);
  });

  it('reads statuses in the order asked, null where nothing is known', async () => {
    const status = { slot: 9n, confirmations: null, status: { Ok: null } };
    const { node, asked } = setUp({
      getSignatureStatuses: () => ({
        context: CONTEXT,
        value: [
          null,
          { ...status, confirmationStatus: 'finalized', err: null },
          { ...status, confirmationStatus: 'confirmed', err: { InstructionError: [2n, 'X'] } },
          { ...status, confirmationStatus: null, err: null },
        ],
      }),
    });
    const signatures = [SIGNATURE, SIGNATURE, SIGNATURE, SIGNATURE];
    expect(await node.signatureStatuses(signatures, { searchHistory: true })).toEqual({
      slot: 500n,
      statuses: [
        null,
        { slot: 9n, commitment: 'finalized', error: null },
        { slot: 9n, commitment: 'confirmed', error: '{"InstructionError":[2,"X"]}' },
        { slot: 9n, commitment: 'processed', error: null },
      ],
    });
    await node.signatureStatuses(signatures, { searchHistory: false });
    expect(asked.map(({ params }) => params[1])).toEqual([
      { searchTransactionHistory: true },
      { searchTransactionHistory: false },
    ]);
  });

  it.each([[[]], [[null]], [[null, null, null]]])(
    'takes %j for no answer about two signatures or accounts',
    async (value) => {
      const { node } = setUp({
        getSignatureStatuses: () => ({ context: CONTEXT, value }),
        getMultipleAccounts: () => ({ context: CONTEXT, value }),
      });
      const signatures = [SIGNATURE, SIGNATURE];
      await expect(node.signatureStatuses(signatures, { searchHistory: true })).rejects.toThrow(
        /asked for 2 entries/u,
      );
      await expect(node.accounts([ADDRESS, OWNER])).rejects.toThrow(/asked for 2 entries/u);
    },
  );

  it('takes a status without a word on its error for no answer', async () => {
    const value = [{ slot: 9n, confirmations: null, confirmationStatus: 'finalized' }];
    const { node } = setUp({ getSignatureStatuses: () => ({ context: CONTEXT, value }) });
    await expect(node.signatureStatuses([SIGNATURE], { searchHistory: true })).rejects.toThrow();
  });

  it('reads a transaction of any version, null when the node has none', async () => {
    const { node, asked } = setUp({ getTransaction: () => null });
    expect(await node.transaction(SIGNATURE, 'finalized')).toBeNull();
    expect(asked[0]?.params).toEqual([
      SIGNATURE,
      { encoding: 'json', maxSupportedTransactionVersion: 1n },
    ]);
  });

  it('reads what a transaction did', async () => {
    const { node } = setUp({
      getTransaction: () => ({
        slot: 9n,
        transaction: {
          message: { accountKeys: [ADDRESS], header: { numRequiredSignatures: 1 } },
          signatures: [SIGNATURE],
        },
        meta: { err: null, fee: 5000n, preBalances: [7n], postBalances: [6n] },
      }),
    });
    expect(await node.transaction(SIGNATURE, 'confirmed')).toMatchObject({
      slot: 9n,
      error: null,
      accountAddresses: [ADDRESS],
      preLamports: [7n],
    });
  });

  it('reads a page of the history of an address', async () => {
    const { node, asked } = setUp({
      getSignaturesForAddress: () => [
        { signature: SIGNATURE, slot: 9n, err: null, confirmationStatus: 'finalized' },
      ],
    });
    const page = { limit: 10, before: SIGNATURE, until: SIGNATURE };
    expect(await node.signaturesOf(ADDRESS, page)).toEqual([
      { signature: SIGNATURE, slot: 9n, commitment: 'finalized', error: null },
    ]);
    await node.signaturesOf(ADDRESS, { limit: 5 });
    expect(asked.map(({ params }) => params)).toEqual([
      [ADDRESS, { commitment: 'confirmed', limit: 10n, before: SIGNATURE, until: SIGNATURE }],
      [ADDRESS, { commitment: 'confirmed', limit: 5n }],
    ]);
  });

  it('simulates the very bytes, unsigned and with their own blockhash', async () => {
    const data = ['AQI=', 'base64'];
    const accounts = [{ lamports: 5n, owner: ADDRESS, data }, null];
    const value = { err: null, logs: ['a'], unitsConsumed: 1_234n, accounts };
    const { node, asked } = setUp({ simulateTransaction: () => ({ context: CONTEXT, value }) });
    const watched = [ADDRESS, OWNER];
    expect(await node.simulate(WIRE, watched)).toEqual({
      slot: 500n,
      error: null,
      logs: ['a'],
      computeUnits: 1_234n,
      accounts: [{ lamports: 5n, owner: ADDRESS, data: Uint8Array.of(1, 2) }, null],
    });
    expect(asked[0]?.params).toEqual([
      getBase64Decoder().decode(WIRE),
      {
        encoding: 'base64',
        commitment: 'confirmed',
        sigVerify: false,
        replaceRecentBlockhash: false,
        accounts: { encoding: 'base64', addresses: watched },
      },
    ]);
  });

  it('reads a failed simulation, and one that says nothing as no answer', async () => {
    const failed = { err: { InstructionError: [1n, { Custom: 6001n }] }, logs: null };
    const { node } = setUp({ simulateTransaction: () => ({ context: CONTEXT, value: failed }) });
    expect(await node.simulate(WIRE, [ADDRESS])).toMatchObject({
      error: '{"InstructionError":[1,{"Custom":6001}]}',
      logs: [],
      computeUnits: 0n,
    });
    const silent = setUp({ simulateTransaction: () => ({ context: CONTEXT, value: {} }) });
    await expect(silent.node.simulate(WIRE, [ADDRESS])).rejects.toThrow(/whether it ran/u);
  });

  it('reads recent fees and rent', async () => {
    const { node, asked } = setUp({
      getRecentPrioritizationFees: () => [{ slot: 3n, prioritizationFee: 1_000n }],
      getMinimumBalanceForRentExemption: () => 2_039_280n,
    });
    expect(await node.recentFees([ADDRESS])).toEqual([
      { slot: 3n, microLamportsPerComputeUnit: 1_000n },
    ]);
    expect(await node.minimumRentLamports(165)).toBe(2_039_280n);
    expect(asked.map(({ params }) => params[0])).toEqual([[ADDRESS], 165n]);
  });

  it('rejects when the node answers with an error', async () => {
    const { node } = setUp({ getGenesisHash: rpcError(-32_005, { numSlotsBehind: 9n }) });
    await expect(node.genesisHash()).rejects.toThrow();
  });
});

describe('send', () => {
  it('hands the bytes over as they are, without preflight and without retries', async () => {
    const { node, asked } = setUp({ sendTransaction: () => SIGNATURE });
    expect(await node.send(WIRE)).toEqual({ kind: 'acknowledged' });
    expect(asked[0]?.params).toEqual([
      getBase64Decoder().decode(WIRE),
      expect.objectContaining({ encoding: 'base64', skipPreflight: true, maxRetries: 0n }),
    ]);
  });

  it.each([
    ['another signature', () => '2'.repeat(64)],
    ['no text', () => 7n],
    ['nothing', () => null],
    ['a list', () => [SIGNATURE]],
  ] as ReadonlyArray<[string, FakeRpcMethod]>)('is in doubt after %s', async (_name, answer) => {
    const { node } = setUp({ sendTransaction: answer });
    expect(await node.send(WIRE)).toEqual({
      kind: 'in-doubt',
      reason: 'it acknowledged another signature',
    });
  });

  it('gives a node two seconds to take the bytes', async () => {
    const { node, platform } = setUp({ sendTransaction: () => SIGNATURE });
    await node.send(WIRE);
    expect(platform.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([2_000]);
  });

  it('hints at a landing when the bytes were processed already, and claims none', async () => {
    const data = { accounts: null, err: 'AlreadyProcessed', logs: [], unitsConsumed: 0 };
    const { node } = setUp({ sendTransaction: rpcError(-32_002, data) });
    expect(await node.send(WIRE)).toMatchObject({ kind: 'in-doubt', hint: 'landed' });
  });

  it('says how long a node wants no sends', async () => {
    const headers = { 'retry-after': '2' };
    const { node } = setUp({ sendTransaction: () => ({ status: 429, headers, body: 'x' }) });
    expect(await node.send(WIRE)).toMatchObject({
      kind: 'in-doubt',
      failure: { kind: 'throttled', retryAfterMs: 2_000 },
    });
  });

  it.each([
    ['refused', -32_602],
    ['refused', -32_003],
    ['in-doubt', -32_002],
    ['in-doubt', -32_005],
    ['in-doubt', -32_603],
    ['in-doubt', -1],
  ])('is %s after error %i', async (kind, code) => {
    const { node } = setUp({ sendTransaction: rpcError(code) });
    expect(await node.send(WIRE)).toMatchObject({ kind });
  });

  it.each([429, 500, 502])('is in doubt after HTTP %i', async (status) => {
    const { node } = setUp({ sendTransaction: () => ({ status, headers: {}, body: 'x' }) });
    expect(await node.send(WIRE)).toMatchObject({
      kind: 'in-doubt',
      reason: `https://rpc.example answered HTTP ${status}`,
    });
  });

  it('is in doubt when nobody answers', async () => {
    const platform = createFakePlatform({ http: () => new Error('timed out') });
    const node = createRpcChainNode({ url: 'https://rpc.example/SECRET' }, platform);
    expect(await node.send(WIRE)).toEqual({ kind: 'in-doubt', reason: 'timed out' });
  });
});

describe('signatureOfWire', () => {
  it('is the first signature in base58', () => {
    expect(signatureOfWire(WIRE)).toBe(SIGNATURE);
  });
});
