import { z } from 'zod';

import type { TokenBalance, TransactionReading } from './chainNode.ts';
import { errorText } from './transactionError.ts';

const integer = z.union([z.bigint(), z.number().int()]).transform((value) => BigInt(value));

const tokenBalance = z.object({
  accountIndex: z.number(),
  mint: z.string(),
  owner: z.string().optional(),
  uiTokenAmount: z.object({ amount: z.string().regex(/^\d+$/u) }),
});

const transactionAnswer = z.object({
  slot: integer,
  transaction: z.object({
    message: z.object({
      accountKeys: z.array(z.string()),
      header: z.object({ numRequiredSignatures: z.number().int().positive() }),
    }),
  }),
  meta: z.object({
    err: z.unknown(),
    fee: integer,
    preBalances: z.array(integer),
    postBalances: z.array(integer),
    preTokenBalances: z.array(tokenBalance).nullish(),
    postTokenBalances: z.array(tokenBalance).nullish(),
    loadedAddresses: z
      .object({ writable: z.array(z.string()), readonly: z.array(z.string()) })
      .nullish(),
    logMessages: z.array(z.string()).nullish(),
    computeUnitsConsumed: integer.nullish(),
  }),
});

/**
 * Reads a `getTransaction` answer of encoding `json`. Token balances are tied to their account's
 * address here, because an index means nothing without the lists it points into.
 *
 * @throws Error when the answer has another shape; the caller treats that as no answer.
 */
export function readTransaction(answer: unknown): TransactionReading {
  const { slot, transaction, meta } = transactionAnswer.parse(answer);
  const loaded = meta.loadedAddresses;
  const accountAddresses = [
    ...transaction.message.accountKeys,
    ...(loaded?.writable ?? []),
    ...(loaded?.readonly ?? []),
  ];
  const { preBalances, postBalances } = meta;
  for (const lamports of [preBalances, postBalances]) {
    if (lamports.length !== accountAddresses.length) {
      throw new Error(`${lamports.length} balances for ${accountAddresses.length} accounts`);
    }
  }
  const balances = (list: z.infer<typeof tokenBalance>[] | null | undefined): TokenBalance[] =>
    (list ?? []).map((balance) => ({
      account: accountAt(accountAddresses, balance.accountIndex),
      mint: balance.mint,
      owner: balance.owner ?? '',
      amount: BigInt(balance.uiTokenAmount.amount),
    }));
  return {
    slot,
    error: errorText(meta.err),
    feeLamports: meta.fee,
    accountAddresses,
    signerCount: transaction.message.header.numRequiredSignatures,
    preLamports: preBalances,
    postLamports: postBalances,
    preTokenBalances: balances(meta.preTokenBalances),
    postTokenBalances: balances(meta.postTokenBalances),
    logs: meta.logMessages ?? [],
    computeUnits: meta.computeUnitsConsumed ?? 0n,
  };
}

function accountAt(addresses: readonly string[], index: number): string {
  const found = addresses[index];
  if (found === undefined) throw new Error(`a token balance names account ${index}`);
  return found;
}
