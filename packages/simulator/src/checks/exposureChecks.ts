import type { Check } from './check.ts';
import type { History, SignedFact } from './history.ts';

/** No two trades count on the same lamports, and nothing that is only hoped for is spent. */
export const exposure: Check = {
  name: 'exposure',
  invariant: 'INV-06',
  holds: 'A signature is covered when every open one takes all it may and brings nothing in.',
  find: ({ signed, limits }) =>
    signed.flatMap((fact) => {
      const needed = outlayOf(fact) + fact.openLamports + limits.solReserveLamportsMin;
      return fact.walletLamports >= needed
        ? []
        : [`${fact.tradeId} was signed with ${fact.walletLamports} lamports, ${needed} at risk`];
    }),
};

/** Lamports that an attempt takes at worst: a sell that is open brings nothing. */
export function outlayOf({ attempt, isBuy }: Pick<SignedFact, 'attempt' | 'isBuy'>): bigint {
  const fees =
    BigInt(attempt.baseFeeLamports) +
    BigInt(attempt.priorityFeeLamports) +
    BigInt(attempt.tipLamports);
  return fees + (isBuy ? BigInt(attempt.amountIn) : 0n);
}

/** Limits of the configuration hold for everything that is signed. */
export const limitsHold: Check = {
  name: 'limits-hold',
  invariant: 'INV-06',
  holds: 'No trade, fee or tip is above its limit, and no more trades are open than may be.',
  find: (history) => [
    ...history.signed.flatMap((fact) => aboveLimit(history, fact)),
    ...tooManyOpen(history),
  ],
};

function aboveLimit({ limits }: History, { tradeId, attempt, isBuy }: SignedFact): string[] {
  const found: ReadonlyArray<readonly [string, bigint, bigint]> = [
    ['input', isBuy ? BigInt(attempt.amountIn) : 0n, limits.tradeLamportsMax],
    ['priority fee', BigInt(attempt.priorityFeeLamports), limits.priorityFeeLamportsMax],
    ['tip', BigInt(attempt.tipLamports), limits.tipLamportsMax],
  ];
  return found
    .filter(([, lamports, most]) => lamports > most)
    .map(([what, lamports, most]) => `${tradeId}: ${what} of ${lamports}, at most ${most}`);
}

/** Events after which a trade counts as open, and those after which it does not. */
const OPENING = new Set(['TradeAdmitted', 'AttemptRolledBack']);
const CLOSING = new Set([
  'TradeDenied',
  'TradeCancelled',
  'TradeFailed',
  'AttemptConfirmed',
  'ConflictObserved',
  'TradeResolved',
]);

function tooManyOpen({ trades, limits, wallets }: History): string[] {
  return wallets.flatMap((_, place) => {
    const moments = trades
      .filter(({ wallet }) => wallet === place)
      .flatMap(({ record, events }) =>
        events.map(({ event, atMs, version }) => ({ record, event, atMs, version })),
      )
      .filter(({ event }) => event.name === 'TradeAdmitted' || CLOSING.has(event.name))
      .toSorted(
        (left, right) =>
          left.atMs - right.atMs ||
          Number(OPENING.has(left.event.name)) - Number(OPENING.has(right.event.name)),
      );
    const open = new Set<string>();
    return moments.flatMap(({ record, event, atMs }) => {
      if (OPENING.has(event.name)) open.add(record.tradeId);
      else open.delete(record.tradeId);
      return open.size > limits.openTradesMax
        ? [`${open.size} trades of wallet ${place} were open at ${atMs}`]
        : [];
    });
  });
}

/** Trades of one token of one wallet go one after another. */
export const oneAttemptForOneToken: Check = {
  name: 'one-attempt-for-one-token',
  invariant: 'INV-06',
  holds: 'At most one attempt of a wallet and a token is live at a time.',
  find: ({ signed }) =>
    signed
      .filter(({ besides }) => besides.length > 0)
      .map(
        ({ tradeId, besides, atMs }) =>
          `${tradeId} signed at ${atMs} ms beside ${besides.join(', ')}`,
      ),
};
