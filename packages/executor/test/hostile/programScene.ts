import {
  SANDBOX_SWAP_PROGRAM_ADDRESS,
  TWO_FACED_PROGRAM_ADDRESS,
  type Sandbox,
} from '@quantbot/sandbox';
import { findAssociatedTokenPda } from '@solana-program/token';
import { address, getProgramDerivedAddress } from '@solana/kit';

import type { BuildAnswer } from '../support/tamperedVenue.ts';
import { WRAPPED_SOL, type MintAt } from '../support/chainView.ts';
import type { HostileProgram } from './hostileCase.ts';

/** A pool of the program with two faces, with all that it may need to pay out. */
export interface TwoFacedPool {
  readonly pool: string;
  readonly bump: number;
  vaultOf(token: MintAt): Promise<string>;
  /** Makes the program attack from now on, or behave again. */
  arm(isArmed: boolean): Promise<void>;
}

const SYSTEM_PROGRAM = '11111111111111111111111111111111';
const VAULT_UNITS = 1_000_000_000_000;
const POOL_LAMPORTS = 1_000_000_000;

/** Opens a pool whose vaults hold plenty of every token of the sandbox. */
export async function openTwoFacedPool({ chainRpcUrl, tokens }: Sandbox): Promise<TwoFacedPool> {
  const [pool, bump] = await getProgramDerivedAddress({
    programAddress: TWO_FACED_PROGRAM_ADDRESS,
    seeds: ['pool'],
  });
  for (const { mint, tokenProgram } of [...tokens, WRAPPED_SOL]) {
    const account = { amount: VAULT_UNITS };
    await callChain(chainRpcUrl, 'surfnet_setTokenAccount', [pool, mint, account, tokenProgram]);
  }
  const arm = async (isArmed: boolean): Promise<void> => {
    const lamports = POOL_LAMPORTS + (isArmed ? 1 : 0);
    await callChain(chainRpcUrl, 'surfnet_setAccount', [pool, { lamports }]);
  };
  await arm(false);
  const vaultOf = async ({ mint, tokenProgram }: MintAt): Promise<string> => {
    const [vault] = await findAssociatedTokenPda({
      owner: pool,
      mint: address(mint),
      tokenProgram: address(tokenProgram),
    });
    return vault;
  };
  return { pool, bump, vaultOf, arm };
}

/** Calls the embedded chain, also in ways that only it has. */
export async function callChain(
  url: string,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const answer = (await response.json()) as { error?: unknown; result?: unknown };
  if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  return answer.result;
}

/** Turns a valid answer for the sandbox's program into one for the program with two faces. */
export function routeThroughTwoFaces(
  answer: BuildAnswer,
  { attack, target, hasSystem = false }: Pick<HostileProgram, 'attack' | 'target' | 'hasSystem'>,
  at: { readonly pool: TwoFacedPool; readonly vaults: readonly [source: string, other: string] },
): void {
  const { swapInstruction } = answer;
  if (swapInstruction.programId !== SANDBOX_SWAP_PROGRAM_ADDRESS) {
    throw new Error('only the answers of the sandbox can be turned');
  }
  swapInstruction.programId = TWO_FACED_PROGRAM_ADDRESS;
  const replace = (place: number, pubkey: string | undefined, isWritable: boolean) => {
    const account = swapInstruction.accounts[place];
    if (account === undefined) throw new Error(`the swap has no account ${place}`);
    Object.assign(account, { pubkey: pubkey ?? account.pubkey, isWritable });
  };
  const { pool, vaults } = at;
  replace(3, undefined, true);
  replace(4, undefined, true);
  replace(5, pool.pool, true);
  replace(6, vaults[0], true);
  replace(7, vaults[1], true);
  if (hasSystem) replace(9, SYSTEM_PROGRAM, false);
  const data = Buffer.from(swapInstruction.data, 'base64');
  data.set([pool.bump, attack, target === 'source' ? 1 : 2], 17);
  swapInstruction.data = data.toString('base64');
}
