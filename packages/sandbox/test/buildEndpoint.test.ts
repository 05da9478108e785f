import { getBase58Decoder, type Blockhash } from '@solana/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SANDBOX_SWAP_PROGRAM_ADDRESS } from '../src/program/swapProgram.ts';
import { createSandboxSwapDecoder } from '../src/sandboxSwapDecoder.ts';
import { startSandbox, type Sandbox } from '../src/startSandbox.ts';
import { createTradeClient, instructionsOf, WRAPPED_SOL_MINT } from './support/tradeClient.ts';

describe('GET /swap/v2/build', () => {
  let sandbox: Sandbox;
  let client: Awaited<ReturnType<typeof createTradeClient>>;
  let mint: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ slotMs: 30 });
    client = await createTradeClient(sandbox);
    mint = sandbox.tokens[0]?.mint ?? '';
  });
  afterAll(() => sandbox.stop());

  const buyQuery = () => ({ inputMint: WRAPPED_SOL_MINT, outputMint: mint, amount: '1000000000' });

  async function get(query: Record<string, string>) {
    const parameters = new URLSearchParams(query);
    const response = await fetch(`${sandbox.jupiterUrl}/swap/v2/build?${parameters}`);
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  it('answers with every part of the documented shape', async () => {
    const { status, body } = await get({ ...buyQuery(), taker: sandbox.wallet });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      'addressesByLookupTableAddress',
      'blockhashWithMetadata',
      'cleanupInstruction',
      'computeBudgetInstructions',
      'inAmount',
      'inputMint',
      'otherAmountThreshold',
      'otherInstructions',
      'outAmount',
      'outputMint',
      'priceImpactPct',
      'routePlan',
      'setupInstructions',
      'slippageBps',
      'swapInstruction',
      'swapMode',
      'tipInstruction',
    ]);
    expect(body).toMatchObject({
      inputMint: WRAPPED_SOL_MINT,
      outputMint: mint,
      inAmount: '1000000000',
      swapMode: 'ExactIn',
      slippageBps: 50,
      otherInstructions: [],
      tipInstruction: null,
      addressesByLookupTableAddress: null,
    });
    expect(body.routePlan).toEqual([
      {
        percent: 100,
        bps: 10_000,
        swapInfo: {
          ammKey: sandbox.tokens[0]?.pool,
          label: 'Sandbox AMM',
          inputMint: WRAPPED_SOL_MINT,
          outputMint: mint,
          inAmount: '1000000000',
          outAmount: body.outAmount,
        },
      },
    ]);
    expect(Number(body.priceImpactPct)).toBeLessThan(0.01);
  });

  it('answers with a swap that the decoder reads', async () => {
    const { swapInstruction, otherAmountThreshold } = await client.build(buyQuery());
    const decoded = createSandboxSwapDecoder().decodeSwap({
      programAddress: swapInstruction.programId,
      accounts: swapInstruction.accounts.map(({ pubkey, ...rest }) => ({
        address: pubkey,
        ...rest,
      })),
      data: Buffer.from(swapInstruction.data, 'base64'),
    });
    expect(decoded).toMatchObject({
      amountIn: 1_000_000_000n,
      minimumOut: BigInt(otherAmountThreshold),
      authority: sandbox.wallet,
      source: await client.tokenAccountOf(
        WRAPPED_SOL_MINT,
        'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
      ),
      destination: await client.tokenAccountOf(mint, sandbox.tokens[0]?.tokenProgram ?? ''),
      sourceMint: WRAPPED_SOL_MINT,
      destinationMint: mint,
    });
  });

  it('answers with a blockhash the chain knows and its height of death', async () => {
    const early = await client.build({ ...buyQuery(), blockhashSlotsToExpiry: '20' });
    const late = await client.build(buyQuery());
    const { value } = await client.rpc.getLatestBlockhash().send();
    const { blockhash, lastValidBlockHeight } = late.blockhashWithMetadata;
    const text = getBase58Decoder().decode(Uint8Array.from(blockhash));
    const { value: isValid } = await client.rpc
      .isBlockhashValid(text as Blockhash, { commitment: 'processed' })
      .send();
    expect(isValid).toBe(true);
    expect(Number(value.lastValidBlockHeight) - lastValidBlockHeight).toBeLessThan(100);
    expect(early.blockhashWithMetadata.lastValidBlockHeight).toBeLessThan(lastValidBlockHeight);
  });

  it('quotes from live balances: a second buyer pays more', async () => {
    const first = await client.build(buyQuery());
    expect(await client.execute(instructionsOf(first))).toBeNull();
    const second = await client.build(buyQuery());
    expect(BigInt(second.outAmount)).toBeLessThan(BigInt(first.outAmount));
  });

  it('builds a tip that the chain accepts', async () => {
    const answer = await client.build({ ...buyQuery(), tipAmount: '1000000' });
    expect(await client.execute(instructionsOf(answer))).toBeNull();
  });

  it.each([
    ['a missing taker', {}, 'INVALID_REQUEST: Invalid query: taker is required'],
    [
      'an amount of zero',
      { amount: '0', taker: SANDBOX_SWAP_PROGRAM_ADDRESS },
      'INVALID_REQUEST: Invalid query: amount must lie between 1 and 18446744073709551615',
    ],
    [
      'an unknown token',
      { outputMint: SANDBOX_SWAP_PROGRAM_ADDRESS, taker: SANDBOX_SWAP_PROGRAM_ADDRESS },
      `TOKEN_NOT_TRADABLE: The token ${SANDBOX_SWAP_PROGRAM_ADDRESS} is not tradable`,
    ],
    [
      'a pair of the same token',
      { outputMint: WRAPPED_SOL_MINT, taker: SANDBOX_SWAP_PROGRAM_ADDRESS },
      'CIRCULAR_ARBITRAGE_IS_DISABLED: Circular arbitrage is disabled: ' +
        `inputMint and outputMint are both ${WRAPPED_SOL_MINT}`,
    ],
    [
      'an amount that buys nothing',
      { amount: '1', taker: SANDBOX_SWAP_PROGRAM_ADDRESS },
      'NO_ROUTES_FOUND: No routes found',
    ],
  ])('refuses %s with HTTP 400', async (_, change, expected) => {
    const { status, body } = await get({ ...buyQuery(), ...change });
    expect(status).toBe(400);
    expect(`${body.errorCode}: ${body.error}`).toBe(expected);
  });

  it('answers 404 for paths it does not have', async () => {
    const response = await fetch(`${sandbox.jupiterUrl}/swap/v1/quote`);
    expect(response.status).toBe(404);
  });

  it('labels the swap program', async () => {
    const response = await fetch(`${sandbox.jupiterUrl}/swap/v2/program-id-to-label`);
    expect(JSON.parse(await response.text())).toEqual({
      [SANDBOX_SWAP_PROGRAM_ADDRESS]: 'Sandbox AMM',
    });
  });
});
