import {
  createSolanaRpc,
  generateKeyPairSigner,
  type Address,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { getCreateAccountInstruction, getTransferSolInstruction } from '@solana-program/system';
import {
  AuthorityType,
  getCreateAssociatedTokenIdempotentInstruction,
  getInitializeMint2Instruction,
  getMintSize,
  getMintToInstruction,
  getSetAuthorityInstruction,
  getSyncNativeInstruction,
} from '@solana-program/token';

import { describePool, WRAPPED_SOL, type SandboxPool } from './sandboxPool.ts';
import { sendInstructions } from './sendInstructions.ts';
import type { TokenPlan } from './tokenPlans.ts';

/** Who pays for the setup, and on which chain. */
export interface SetupContext {
  readonly rpcUrl: string;
  readonly payer: KeyPairSigner;
  /** Where the swap program is. @defaultValue where every sandbox of one's own has it */
  readonly programAddress?: Address;
}

/**
 * Creates a token and fills its pool, all in one transaction. The mint gets no freeze authority,
 * and its mint authority is given up at the end, as a token that is safe to buy has neither.
 */
export async function openPool(context: SetupContext, plan: TokenPlan): Promise<SandboxPool> {
  const mint = await generateKeyPairSigner();
  const side = { mint: mint.address, tokenProgram: plan.tokenProgram };
  const pool = await describePool(side, plan, context.programAddress);
  await sendInstructions(context, [
    ...(await createMintInstructions({ context, mint, plan })),
    createVault(context, pool, pool.tokenVault),
    getMintToInstruction(
      {
        mint: mint.address,
        token: pool.tokenVault,
        mintAuthority: context.payer,
        amount: plan.tokenReserve,
      },
      { programAddress: plan.tokenProgram },
    ),
    getSetAuthorityInstruction(
      {
        owned: mint.address,
        owner: context.payer,
        authorityType: AuthorityType.MintTokens,
        newAuthority: null,
      },
      { programAddress: plan.tokenProgram },
    ),
    createVault(context, pool, pool.solVault),
    getTransferSolInstruction({
      source: context.payer,
      destination: pool.solVault,
      amount: plan.solReserveLamports,
    }),
    getSyncNativeInstruction({ account: pool.solVault }),
  ]);
  return pool;
}

async function createMintInstructions(options: {
  context: SetupContext;
  mint: KeyPairSigner;
  plan: TokenPlan;
}): Promise<Instruction[]> {
  const { context, mint, plan } = options;
  const space = BigInt(getMintSize());
  const rpc = createSolanaRpc(context.rpcUrl);
  return [
    getCreateAccountInstruction({
      payer: context.payer,
      newAccount: mint,
      lamports: await rpc.getMinimumBalanceForRentExemption(space).send(),
      space,
      programAddress: plan.tokenProgram,
    }),
    getInitializeMint2Instruction(
      { mint: mint.address, decimals: plan.decimals, mintAuthority: context.payer.address },
      { programAddress: plan.tokenProgram },
    ),
  ];
}

function createVault(context: SetupContext, pool: SandboxPool, vault: Address): Instruction {
  const side = vault === pool.tokenVault ? pool.token : WRAPPED_SOL;
  return getCreateAssociatedTokenIdempotentInstruction({
    payer: context.payer,
    ata: vault,
    owner: pool.pool,
    mint: side.mint,
    tokenProgram: side.tokenProgram,
  });
}
