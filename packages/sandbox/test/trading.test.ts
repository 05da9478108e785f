import { inspect } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { quoteConstantProduct } from '../src/program/quoteConstantProduct.ts';
import { startSandbox, type Sandbox } from '../src/startSandbox.ts';
import { createTradeClient, instructionsOf, WRAPPED_SOL_MINT } from './support/tradeClient.ts';

const ONE_SOL = 1_000_000_000n;

describe('trading through the build endpoint', () => {
  let sandbox: Sandbox;
  let client: Awaited<ReturnType<typeof createTradeClient>>;

  beforeAll(async () => {
    sandbox = await startSandbox({ slotMs: 30 });
    client = await createTradeClient(sandbox);
  });
  afterAll(() => sandbox.stop());

  async function readReserves(token: Sandbox['tokens'][number]) {
    const { value } = await client.rpc
      .getTokenAccountsByOwner(
        token.pool as Parameters<typeof client.rpc.getTokenAccountsByOwner>[0],
        { mint: WRAPPED_SOL_MINT },
        { commitment: 'processed', encoding: 'jsonParsed' },
      )
      .send();
    const { value: tokenAccounts } = await client.rpc
      .getTokenAccountsByOwner(
        token.pool as Parameters<typeof client.rpc.getTokenAccountsByOwner>[0],
        { mint: token.mint as typeof WRAPPED_SOL_MINT },
        { commitment: 'processed', encoding: 'jsonParsed' },
      )
      .send();
    const amountOf = (accounts: typeof value) =>
      BigInt(accounts[0]?.account.data.parsed.info.tokenAmount.amount ?? '0');
    return { sol: amountOf(value), token: amountOf(tokenAccounts) };
  }

  it.each(['SPARK', 'NOVA'])(
    'buys and sells %s for exact constant-product amounts',
    async (name) => {
      const token = sandbox.tokens.find(({ symbol }) => symbol === name);
      if (token === undefined) throw new Error(`the sandbox has no token ${name}`);
      const account = await client.tokenAccountOf(token.mint, token.tokenProgram);

      const before = await readReserves(token);
      const buy = await client.build({
        inputMint: WRAPPED_SOL_MINT,
        outputMint: token.mint,
        amount: ONE_SOL.toString(),
        slippageBps: '100',
      });
      const bought = quoteConstantProduct(ONE_SOL, {
        reserveIn: before.sol,
        reserveOut: before.token,
      });
      expect(buy.outAmount).toBe(bought.toString());
      expect(buy.otherAmountThreshold).toBe((bought - (bought * 100n) / 10_000n).toString());
      expect(await client.execute(instructionsOf(buy))).toBeNull();
      expect(await client.tokenBalance(account)).toBe(bought);
      expect(await readReserves(token)).toEqual({
        sol: before.sol + ONE_SOL,
        token: before.token - bought,
      });

      const sell = await client.build({
        inputMint: token.mint,
        outputMint: WRAPPED_SOL_MINT,
        amount: bought.toString(),
      });
      const returned = quoteConstantProduct(bought, {
        reserveIn: before.token - bought,
        reserveOut: before.sol + ONE_SOL,
      });
      expect(sell.outAmount).toBe(returned.toString());
      expect(await client.execute(instructionsOf(sell))).toBeNull();
      expect(await client.tokenBalance(account)).toBe(0n);
      expect(await readReserves(token)).toEqual({
        sol: before.sol + ONE_SOL - returned,
        token: before.token,
      });
    },
  );

  it('unwraps what a sale brought, leaving no wrapped SOL behind', async () => {
    const wrapped = await client.tokenAccountOf(
      WRAPPED_SOL_MINT,
      'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
    );
    expect(await client.tokenBalance(wrapped)).toBeUndefined();
  });

  it('fails through a pool that is emptied after the answer, and trades through it once filled', async () => {
    const [token] = sandbox.tokens;
    if (token === undefined) throw new Error('the sandbox has no token');
    const ask = { inputMint: WRAPPED_SOL_MINT, outputMint: token.mint, amount: '1000000' };
    const instructions = instructionsOf(await client.build(ask));
    const refill = await sandbox.emptyPool(token.mint);
    expect(inspect(await client.execute(instructions))).toContain('6009');
    await refill();
    expect(await client.execute(instructions)).toBeNull();
    const account = await client.tokenAccountOf(token.mint, token.tokenProgram);
    const amount = String(await client.tokenBalance(account));
    const back = { inputMint: token.mint, outputMint: WRAPPED_SOL_MINT, amount };
    expect(await client.execute(instructionsOf(await client.build(back)))).toBeNull();
    await expect(sandbox.emptyPool('nobody')).rejects.toThrow('no pool of nobody');
  });

  it('moves the price by less than one per cent for one SOL', async () => {
    for (const token of sandbox.tokens) {
      const { sol, token: tokens } = await readReserves(token);
      const bought = quoteConstantProduct(ONE_SOL, { reserveIn: sol, reserveOut: tokens });
      const priceBefore = Number(sol) / Number(tokens);
      const priceAfter = Number(sol + ONE_SOL) / Number(tokens - bought);
      expect(priceAfter / priceBefore - 1).toBeGreaterThan(0);
      expect(priceAfter / priceBefore - 1).toBeLessThan(0.01);
    }
  });

  it('gives up mint and freeze authority of every token', async () => {
    for (const { mint, decimals, tokenProgram } of sandbox.tokens) {
      const { value } = await client.rpc
        .getAccountInfo(mint as typeof WRAPPED_SOL_MINT, { encoding: 'jsonParsed' })
        .send();
      expect(value?.owner).toBe(tokenProgram);
      expect(value?.data).toMatchObject({
        parsed: { info: { mintAuthority: null, freezeAuthority: null, decimals } },
      });
    }
  });
});
