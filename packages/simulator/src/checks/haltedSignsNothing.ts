import type { Check } from './check.ts';
import type { BarFact, History } from './history.ts';

/** Halted means no new signature, and no byte of a buy. */
export const haltedSignsNothing: Check = {
  name: 'halted-signs-nothing',
  invariant: 'INV-12',
  holds: 'While halted nothing is signed and no buy is sent; while reducing no buy is signed.',
  find: ({ signed, sends, bars }) => {
    const buys = new Set(
      signed.filter(({ isBuy }) => isBuy).map(({ attempt }) => attempt.signature),
    );
    const signatures = signed.flatMap(({ wallet, atMs, isBuy, tradeId, attempt }) => {
      const bar = bars.find(
        (known) => covers(known, wallet, atMs) && (isBuy || known.forbids !== 'buys'),
      );
      return bar === undefined
        ? []
        : [
            `${tradeId} signed attempt ${attempt.number} at ${atMs} ms, forbidden since ${bar.fromMs} ms`,
          ];
    });
    const bytes = sends.flatMap(({ wallet, atMs, signature, by }) => {
      const bar = bars.find((known) => covers(known, wallet, atMs) && known.forbids !== 'buys');
      return bar === undefined || !buys.has(signature)
        ? []
        : [`${signature} of a buy left for ${by} at ${atMs} ms, forbidden since ${bar.fromMs} ms`];
    });
    return [...signatures, ...bytes];
  },
};

/** At the very moment of a change both orders are true. */
function covers({ wallet, fromMs, untilMs }: BarFact, of: number, atMs: number): boolean {
  return wallet === of && fromMs < atMs && atMs < untilMs;
}

/** What the journals themselves say of the trading state is what was signed by. */
export const signedByTheState: Check = {
  name: 'signed-by-the-state',
  invariant: 'INV-12',
  holds: 'No journal has a signature in a time in which its own trading state is halted.',
  find: ({ trades, tradingChanges }: History) =>
    trades.flatMap(({ wallet, record, events }) =>
      events
        // What is found on chain of a message that was asked for before is no new signature.
        .filter(({ event }) => event.name === 'AttemptSigned' && event.found !== true)
        .filter(({ atMs }) => {
          const before = (tradingChanges[wallet] ?? []).filter((change) => change.atMs <= atMs);
          const last = before.at(-1);
          return last?.state === 'halted' && last.atMs < atMs;
        })
        .map(({ atMs }) => `${record.tradeId} was signed at ${atMs}, in a halt of its own journal`),
    ),
};
