import { findAssociatedTokenPda } from '@solana-program/token';
import { address, createSolanaRpc, type Address } from '@solana/kit';
import { WRAPPED_SOL_MINT } from '@quantbot/core';

/** A mint and its program. */
export interface MintAt {
  readonly mint: string;
  readonly tokenProgram: string;
}

/** What the chain itself says of a wallet. */
export interface WalletOnChain {
  /** Lamports of the wallet, wrapped ones included. */
  readonly lamports: bigint;
  /** Base units by mint; 0 where there is no account. */
  readonly units: ReadonlyMap<string, bigint>;
  /** Every transaction that names the wallet, and whether it ran. */
  readonly transactions: ReadonlyMap<string, 'ran' | 'failed'>;
}

const TOKEN_PROGRAM = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const SIGNATURES_PER_PAGE = 1_000;
/** An embedded chain that takes longer has stopped for good. */
const TIMEOUT_MS = 20_000;
/** A token account of either program has its amount here. */
const AMOUNT_OFFSET = 64;

/** Reads wallets from the chain, past every proxy and without any code under test. */
export interface WalletChain {
  read(wallet: string): Promise<WalletOnChain>;
  slot(): Promise<bigint>;
}

function bounded() {
  return { abortSignal: AbortSignal.timeout(TIMEOUT_MS) };
}

/** Looks at the chain at this address for these tokens. */
export function createWalletChain(chainRpcUrl: string, tokens: readonly MintAt[]): WalletChain {
  const rpc = createSolanaRpc(chainRpcUrl);
  const mints: readonly MintAt[] = [
    ...tokens,
    { mint: WRAPPED_SOL_MINT, tokenProgram: TOKEN_PROGRAM },
  ];
  const readTransactions = async (wallet: Address): Promise<Map<string, 'ran' | 'failed'>> => {
    const found = new Map<string, 'ran' | 'failed'>();
    let before: Parameters<typeof rpc.getSignaturesForAddress>[1] = {};
    for (;;) {
      const page = await rpc
        .getSignaturesForAddress(wallet, {
          ...before,
          limit: SIGNATURES_PER_PAGE,
          commitment: 'confirmed',
        })
        .send(bounded());
      for (const { signature, err } of page) found.set(signature, err === null ? 'ran' : 'failed');
      const last = page.at(-1);
      if (last === undefined || page.length < SIGNATURES_PER_PAGE) return found;
      before = { before: last.signature };
    }
  };
  return {
    slot: async () => rpc.getSlot({ commitment: 'processed' }).send(bounded()),
    read: async (wallet) => {
      const owner = address(wallet);
      const accounts = await Promise.all(
        mints.map(async ({ mint, tokenProgram }) => {
          const [account] = await findAssociatedTokenPda({
            owner,
            mint: address(mint),
            tokenProgram: address(tokenProgram),
          });
          return account;
        }),
      );
      const [{ value: own }, { value: tokenAccounts }, transactions] = await Promise.all([
        rpc.getBalance(owner, { commitment: 'confirmed' }).send(bounded()),
        rpc
          .getMultipleAccounts(accounts, { encoding: 'base64', commitment: 'confirmed' })
          .send(bounded()),
        readTransactions(owner),
      ]);
      const units = new Map<string, bigint>();
      for (const [index, { mint }] of mints.entries()) {
        const data = tokenAccounts[index]?.data[0];
        const bytes = data === undefined ? undefined : Buffer.from(data, 'base64');
        units.set(mint, bytes?.readBigUInt64LE(AMOUNT_OFFSET) ?? 0n);
      }
      const wrapped = units.get(WRAPPED_SOL_MINT) ?? 0n;
      units.delete(WRAPPED_SOL_MINT);
      return { lamports: own + wrapped, units, transactions };
    },
  };
}
