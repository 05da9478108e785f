import { readFileSync } from 'node:fs';

import type { SwapInstruction } from '@quantbot/core';
import { createSandboxSwapDecoder, type Sandbox } from '@quantbot/sandbox';
import { address, getAddressDecoder, getBase64Decoder, type Address } from '@solana/kit';

import { readTokenAccount } from '../../src/facts/tokenProgram.ts';
import { createWalletAccounts, WRAPPED_SOL } from '../../src/facts/walletAccounts.ts';
import type { ChainAccount } from '../../src/chain/chainNode.ts';
import type { Ed25519Key } from '../../src/platform/executorPlatform.ts';
import { createNodePlatform } from '../../src/platform/nodePlatform.ts';
import { callChain } from '../hostile/programScene.ts';
import type { BuildAnswer } from '../support/tamperedVenue.ts';

const platform = createNodePlatform();

/** A token of the sandbox with the valid answers for it. */
export interface TradedToken {
  readonly mint: Address;
  readonly tokenProgram: Address;
  readonly decimals: number;
  readonly buy: SwapInstruction;
  readonly sell: SwapInstruction;
}

/** A wallet, its key and the accounts that a trade of it names. */
export interface TradingWallet {
  readonly key: Ed25519Key;
  readonly wallet: Address;
  readonly wrappedSol: Address;
  /** Token account by mint. */
  readonly tokenAccounts: ReadonlyMap<Address, Address>;
  readonly known: Pick<ReadonlySet<string>, 'has'>;
}

/** What a wallet has. */
export interface WalletState {
  readonly lamports: bigint;
  /** Base units by token account; absent where there is none. */
  readonly units: ReadonlyMap<Address, bigint>;
}

/** Reads every token of a sandbox, with the swap instructions that its venue gives for it. */
export async function readTokens(sandbox: Sandbox): Promise<readonly TradedToken[]> {
  const ask = async (inputMint: string, outputMint: string): Promise<SwapInstruction> => {
    const query = { inputMint, outputMint, amount: '1000000', taker: sandbox.wallet };
    const url = `${sandbox.jupiterUrl}/swap/v2/build?${new URLSearchParams(query).toString()}`;
    const { swapInstruction } = (await (await fetch(url)).json()) as BuildAnswer;
    const { programId, accounts, data } = swapInstruction;
    return {
      programAddress: programId,
      accounts: accounts.map(({ pubkey, ...flags }) => ({ address: pubkey, ...flags })),
      data: Uint8Array.from(Buffer.from(data, 'base64')),
    };
  };
  return Promise.all(
    sandbox.tokens.map(async ({ mint, tokenProgram, decimals }) => ({
      mint: address(mint),
      tokenProgram: address(tokenProgram),
      decimals,
      buy: await ask(WRAPPED_SOL, mint),
      sell: await ask(mint, WRAPPED_SOL),
    })),
  );
}

/** Reads the wallets of a sandbox. */
export async function readWallets(
  { wallets }: Sandbox,
  tokens: readonly TradedToken[],
): Promise<readonly TradingWallet[]> {
  return Promise.all(
    wallets.map(async ({ keypairPath }) => {
      const bytes = Uint8Array.from(JSON.parse(readFileSync(keypairPath, 'utf8')) as number[]);
      const key = platform.importEd25519Seed(bytes.subarray(0, 32));
      const wallet = getAddressDecoder().decode(key.publicKey);
      const book = createWalletAccounts(wallet, platform);
      const entries = tokens.map(async ({ mint, tokenProgram }): Promise<[Address, Address]> => {
        const { token, token2022 } = await book.candidates(mint);
        return [mint, tokenProgram.startsWith('Tokenz') ? token2022 : token];
      });
      const tokenAccounts = new Map(await Promise.all(entries));
      return { key, wallet, wrappedSol: await book.wrappedSol(), tokenAccounts, known: book.known };
    }),
  );
}

/** The swap of a venue's answer, for another wallet and other figures. */
export function swapFor(
  template: SwapInstruction,
  trade: {
    readonly authority: string;
    readonly source: string;
    readonly destination: string;
    readonly amountIn: bigint;
    readonly minimumOut: bigint;
  },
): SwapInstruction {
  const named = [trade.authority, trade.source, trade.destination];
  const data = Buffer.from(template.data);
  data.writeBigUInt64LE(trade.amountIn, 1);
  data.writeBigUInt64LE(trade.minimumOut, 9);
  return {
    ...template,
    accounts: template.accounts.map((account, place) => ({
      ...account,
      address: named[place] ?? account.address,
    })),
    data: Uint8Array.from(data),
  };
}

/** Decoder of the program that all these swaps run. */
export const SANDBOX_DECODER = createSandboxSwapDecoder();

const ACCOUNTS_AT_ONCE = 100;

/** Reads what wallets have, all at the newest slot. */
export async function readStates(
  url: string,
  wallets: readonly TradingWallet[],
): Promise<ReadonlyMap<TradingWallet, WalletState>> {
  const asked = wallets.flatMap(({ wallet, tokenAccounts }) => [wallet, ...tokenAccounts.values()]);
  const accounts = await readAccounts(url, asked);
  return new Map(
    wallets.map((wallet) => [
      wallet,
      {
        lamports: accounts.get(wallet.wallet)?.lamports ?? 0n,
        units: new Map(
          [...wallet.tokenAccounts.values()].flatMap((account): Array<[Address, bigint]> => {
            const held = readTokenAccount(accounts.get(account) ?? null);
            return held === undefined ? [] : [[account, held.units]];
          }),
        ),
      },
    ]),
  );
}

async function readAccounts(
  url: string,
  addresses: readonly Address[],
): Promise<ReadonlyMap<Address, ChainAccount>> {
  const found = new Map<Address, ChainAccount>();
  for (let from = 0; from < addresses.length; from += ACCOUNTS_AT_ONCE) {
    const part = addresses.slice(from, from + ACCOUNTS_AT_ONCE);
    const answer = (await callChain(url, 'getMultipleAccounts', [
      part,
      { encoding: 'base64', commitment: 'processed' },
    ])) as {
      value: ReadonlyArray<{ lamports: number; owner: string; data: [string, string] } | null>;
    };
    for (const [index, account] of answer.value.entries()) {
      const name = part[index];
      if (account === null || name === undefined) continue;
      const { lamports, owner } = account;
      const data = Uint8Array.from(Buffer.from(account.data[0], 'base64'));
      found.set(name, { lamports: BigInt(lamports), owner, data });
    }
  }
  return found;
}

/** Hands bytes to the chain. */
export async function sendWire(url: string, wire: Uint8Array): Promise<string> {
  const options = { encoding: 'base64', skipPreflight: true, maxRetries: 0 };
  const text = getBase64Decoder().decode(wire);
  return (await callChain(url, 'sendTransaction', [text, options])) as string;
}
