import {
  AccountRole,
  address,
  generateKeyPairSigner,
  type Address,
  type Instruction,
} from '@solana/kit';
import { getCreateAccountInstruction } from '@solana-program/system';
import { getInitializeAccount3Instruction, getTokenSize } from '@solana-program/token';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SWAP_ACCOUNT } from '../src/program/swapInstruction.ts';
import { startSandbox, type Sandbox } from '../src/startSandbox.ts';
import {
  createTradeClient,
  fromJupiter,
  instructionsOf,
  WRAPPED_SOL_MINT,
  type BuildAnswer,
} from './support/tradeClient.ts';

const SPL_TOKEN = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');

/** Where the swap stands among the instructions of a buy: after price and four of setup. */
function swapIndexOf(answer: BuildAnswer): number {
  return answer.computeBudgetInstructions.length + answer.setupInstructions.length;
}

function customErrorAt(index: number, code: number) {
  return { InstructionError: [index, { Custom: code }] };
}

describe('swap program', () => {
  let sandbox: Sandbox;
  let client: Awaited<ReturnType<typeof createTradeClient>>;
  let buy: BuildAnswer;

  beforeAll(async () => {
    sandbox = await startSandbox({ slotMs: 30 });
    client = await createTradeClient(sandbox);
    buy = await client.build({
      inputMint: WRAPPED_SOL_MINT,
      outputMint: sandbox.tokens[0]?.mint ?? '',
      amount: '1000000000',
    });
  });
  afterAll(() => sandbox.stop());

  /** Executes the buy with its swap instruction changed, and tells the error. */
  async function executeChanged(change: (swap: Instruction) => Instruction): Promise<unknown> {
    const instructions = instructionsOf(buy).map((instruction) =>
      instruction.programAddress === sandbox.allowedPrograms[0] ? change(instruction) : instruction,
    );
    const error = await client.execute(instructions);
    return JSON.parse(JSON.stringify(error, (_, value) => toNumber(value)));
  }

  function toNumber(value: unknown): unknown {
    return typeof value === 'bigint' ? Number(value) : value;
  }

  function replaceAccount(swap: Instruction, place: number, replacement: Address): Instruction {
    const accounts = [...(swap.accounts ?? [])];
    const replaced = accounts[place];
    if (replaced === undefined) throw new Error(`the swap has no account ${place}`);
    accounts[place] = { ...replaced, address: replacement };
    return { ...swap, accounts };
  }

  function changeData(swap: Instruction, change: (data: Buffer) => Buffer): Instruction {
    return { ...swap, data: change(Buffer.from(swap.data ?? [])) };
  }

  /** Opens a token account for an owner, with lamports as its balance when it holds wrapped SOL. */
  async function openTokenAccount(owner: Address, lamports: bigint): Promise<Address> {
    const account = await generateKeyPairSigner();
    const space = BigInt(getTokenSize());
    const rent = await client.rpc.getMinimumBalanceForRentExemption(space).send();
    const error = await client.execute([
      getCreateAccountInstruction({
        payer: client.wallet,
        newAccount: account,
        lamports: rent + lamports,
        space,
        programAddress: SPL_TOKEN,
      }),
      getInitializeAccount3Instruction({ account: account.address, mint: WRAPPED_SOL_MINT, owner }),
    ]);
    expect(error).toBeNull();
    return account.address;
  }

  it('fails with 6001 when the output is below the minimum', async () => {
    const error = await executeChanged((swap) =>
      changeData(swap, (data) => {
        data.writeBigUInt64LE(BigInt(buy.outAmount) + 1n, 9);
        return data;
      }),
    );
    expect(error).toEqual(customErrorAt(swapIndexOf(buy), 6001));
  });

  it('accepts a minimum of exactly the output', async () => {
    const fresh = await client.build({
      inputMint: WRAPPED_SOL_MINT,
      outputMint: sandbox.tokens[1]?.mint ?? '',
      amount: '1000000',
      slippageBps: '0',
    });
    expect(fresh.otherAmountThreshold).toBe(fresh.outAmount);
    expect(await client.execute(instructionsOf(fresh))).toBeNull();
  });

  it("refuses a vault that is the trader's own", async () => {
    const fake = await openTokenAccount(client.wallet.address, 5n);
    const error = await executeChanged((swap) =>
      replaceAccount(swap, SWAP_ACCOUNT.sourceVault, fake),
    );
    expect(error).toEqual(customErrorAt(swapIndexOf(buy), 6007));
  });

  it('refuses a second account of the pool as its vault', async () => {
    const fake = await openTokenAccount(address(sandbox.tokens[0]?.pool ?? ''), 5n);
    const error = await executeChanged((swap) =>
      replaceAccount(swap, SWAP_ACCOUNT.sourceVault, fake),
    );
    expect(error).toEqual(customErrorAt(swapIndexOf(buy), 6007));
  });

  it("refuses another pool's vault, pool and mint", async () => {
    const other = await client.build({
      inputMint: WRAPPED_SOL_MINT,
      outputMint: sandbox.tokens[1]?.mint ?? '',
      amount: '1000000000',
    });
    const accountOf = (place: number) =>
      address(other.swapInstruction.accounts[place]?.pubkey ?? '');
    const errorFor = (place: number) =>
      executeChanged((swap) => replaceAccount(swap, place, accountOf(place)));

    const at = swapIndexOf(buy);
    expect(await errorFor(SWAP_ACCOUNT.sourceVault)).toEqual(customErrorAt(at, 6007));
    expect(await errorFor(SWAP_ACCOUNT.destinationVault)).toEqual(customErrorAt(at, 6007));
    expect(await errorFor(SWAP_ACCOUNT.pool)).toEqual(customErrorAt(at, 6006));
    expect(await errorFor(SWAP_ACCOUNT.destinationMint)).toEqual(customErrorAt(at, 6005));
  });

  it('refuses a token program that is neither of the two', async () => {
    const impostor = (await generateKeyPairSigner()).address;
    const error = await executeChanged((swap) =>
      replaceAccount(swap, SWAP_ACCOUNT.sourceTokenProgram, impostor),
    );
    expect(error).toEqual(customErrorAt(swapIndexOf(buy), 6004));
  });

  it('refuses an authority that did not sign', async () => {
    const error = await executeChanged((swap) => {
      const stranger = address('96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5');
      const [, ...rest] = swap.accounts ?? [];
      return { ...swap, accounts: [{ address: stranger, role: AccountRole.READONLY }, ...rest] };
    });
    expect(error).toEqual(customErrorAt(swapIndexOf(buy), 6003));
  });

  it('refuses data of another length or tag, a missing account, and nothing to swap', async () => {
    const at = swapIndexOf(buy);
    const errorFor = (change: (data: Buffer) => Buffer) =>
      executeChanged((swap) => changeData(swap, change));
    expect(await errorFor((data) => data.subarray(0, 19))).toEqual(customErrorAt(at, 6000));
    expect(
      await errorFor((data) => {
        data[0] = 2;
        return data;
      }),
    ).toEqual(customErrorAt(at, 6000));
    expect(
      await executeChanged((swap) => ({ ...swap, accounts: swap.accounts?.slice(0, 9) ?? [] })),
    ).toEqual(customErrorAt(at, 6002));
    expect(
      await errorFor((data) => {
        data.writeBigUInt64LE(0n, 1);
        return data;
      }),
    ).toEqual(customErrorAt(at, 6008));
  });

  it('takes nothing when the swap fails', async () => {
    const instruction = fromJupiter(buy.swapInstruction);
    const source = instruction.accounts?.[SWAP_ACCOUNT.source]?.address ?? '';
    expect(await client.tokenBalance(source)).toBeUndefined();
  });
});
