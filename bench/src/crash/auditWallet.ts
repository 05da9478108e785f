import { isTerminal, type AttemptRecord, type TradeRecord } from '@quantbot/executor';

import { meaningOf, type AskedKey } from './askedBook.ts';
import type { TransactionEffect, WalletOnChain } from './walletChain.ts';

/** Everything that is known about one wallet: by the chain, the journal and the callers. */
export interface WalletEvidence {
  readonly start: WalletOnChain;
  readonly now: WalletOnChain;
  /** Read after the chain, so that nothing the chain has can be too new for it. */
  readonly trades: readonly TradeRecord[];
  readonly asked: ReadonlyMap<string, AskedKey>;
  /** What landed transactions did that the journal has not booked yet. */
  readonly effects: ReadonlyMap<string, TransactionEffect>;
}

/**
 * The embedded chain notes every send that came after its blockhash's death under this signature of
 * zeros, with the error and without any effect. Nobody can sign so.
 */
const NOBODYS_SIGNATURE = '1'.repeat(64);

/** A broken promise, in words. */
export type Violation = string;

/**
 * What has to hold at every moment, also right after a kill: no transaction that the journal does
 * not know, no trade that ran twice, no verdict that the chain contradicts, no answer that was
 * false, and books that balance to the last unit with what the dead process had not booked yet.
 */
export function auditAtDeath(evidence: WalletEvidence): readonly Violation[] {
  const owners = ownersOf(evidence.trades);
  return [
    ...strangers(evidence, owners),
    ...evidence.trades.flatMap((trade) => [
      ...auditRuns(trade, evidence.now),
      ...auditVerdicts(trade, evidence.now),
      ...auditAnswers(trade, evidence),
    ]),
    ...auditUnclaimed(evidence),
    ...auditBalances(evidence),
  ];
}

/** What has to hold besides once every trade has ended: nothing is open, and all is booked. */
export function auditAtRest(evidence: WalletEvidence): readonly Violation[] {
  const { trades, now } = evidence;
  return [
    ...auditAtDeath(evidence),
    ...trades
      .filter(({ status }) => !isTerminal(status) || status === 'conflicted')
      .map(({ key, status }) => `trade ${key} is ${status} where everything should have ended`),
    ...trades.flatMap((trade) => auditEnd(trade, now)),
    ...unbooked(trades, now).map((signature) => `${signature} is on chain and is not booked`),
  ];
}

/** Landed transactions of known attempts whose effect the journal does not have yet. */
export function unbooked(
  trades: readonly TradeRecord[],
  { transactions }: WalletOnChain,
): readonly string[] {
  return trades.flatMap(({ fill, attempts }) =>
    attempts
      .filter(({ signature, revertFeeLamports }) => {
        const isBooked = fill?.signature === signature || revertFeeLamports !== undefined;
        return transactions.has(signature) && !isBooked;
      })
      .map(({ signature }) => signature),
  );
}

interface Owner {
  readonly trade: TradeRecord;
  readonly attempt: AttemptRecord;
}

function ownersOf(trades: readonly TradeRecord[]): ReadonlyMap<string, readonly Owner[]> {
  const owners = new Map<string, Owner[]>();
  for (const trade of trades) {
    for (const attempt of trade.attempts) {
      owners.set(attempt.signature, [...(owners.get(attempt.signature) ?? []), { trade, attempt }]);
    }
  }
  return owners;
}

function strangers(
  { now, start }: WalletEvidence,
  owners: ReadonlyMap<string, readonly Owner[]>,
): readonly Violation[] {
  const unknown = [...now.transactions.keys()]
    .filter((signature) => signature !== NOBODYS_SIGNATURE)
    .filter((signature) => !start.transactions.has(signature) && !owners.has(signature))
    .map((signature) => `${signature} is on chain and in no journal`);
  const shared = [...owners]
    .filter(([, found]) => found.length > 1)
    .map(([signature, found]) => `${signature} belongs to ${found.length} attempts`);
  return [...unknown, ...shared];
}

function auditRuns({ key, attempts }: TradeRecord, now: WalletOnChain): readonly Violation[] {
  const ran = attempts.filter(({ signature }) => now.transactions.get(signature) === 'ran');
  if (ran.length <= 1) return [];
  return [
    `key ${key} ran ${ran.length} times: ${ran.map(({ signature }) => signature).join(', ')}`,
  ];
}

/** A verdict of the journal that the chain contradicts. */
function auditVerdicts({ key, attempts }: TradeRecord, now: WalletOnChain): readonly Violation[] {
  return attempts.flatMap(({ signature, status, number }) => {
    const found = now.transactions.get(signature);
    const isRight =
      status === 'expired'
        ? found === undefined
        : status === 'reverted'
          ? found === 'failed'
          : status !== 'confirmed' || found === 'ran';
    if (isRight) return [];
    const seen = found ?? 'absent';
    return [`attempt ${number} of ${key} is ${status} in the journal and ${seen} on chain`];
  });
}

function auditAnswers(trade: TradeRecord, { asked, now }: WalletEvidence): readonly Violation[] {
  const { key } = trade;
  const known = asked.get(key);
  if (known === undefined) return [`the journal has ${key}, which nobody ordered`];
  const ran = trade.attempts.find(({ signature }) => now.transactions.get(signature) === 'ran');
  return known.answers.flatMap(({ result, asked: at }) => {
    const meaning = meaningOf(result);
    if (meaning === 'done') return auditSuccess(trade, { ran, told: result.txSignature });
    // Whoever asks again after a denial may be served then.
    const mayHaveRun = meaning === 'open' || (meaning === 'denied' && known.asked > at);
    if (mayHaveRun || ran === undefined) return [];
    return [`${key} was told ${result.errorCode ?? 'nothing'}, and ${ran.signature} ran`];
  });
}

function auditSuccess(
  { key, status }: TradeRecord,
  { ran, told }: { readonly ran: AttemptRecord | undefined; readonly told: string | undefined },
): readonly Violation[] {
  if (ran === undefined || ran.signature !== told) {
    return [
      `${key} was told success by ${told ?? 'nothing'}; on chain ran ${ran?.signature ?? 'none'}`,
    ];
  }
  return status === 'settling' || status === 'filled' || status === 'executing'
    ? []
    : [`${key} was told success and is ${status}`];
}

/** A success that was told for a key that no journal has. */
function auditUnclaimed({ asked, trades }: WalletEvidence): readonly Violation[] {
  const claimed = new Set(trades.map(({ key }) => key));
  return [...asked]
    .filter(([key]) => !claimed.has(key))
    .filter(([, { answers }]) =>
      answers.some(({ result }) => meaningOf(result) === 'done' || meaningOf(result) === 'failed'),
    )
    .map(([key]) => `${key} has an outcome and is in no journal`);
}

function auditEnd(trade: TradeRecord, now: WalletOnChain): readonly Violation[] {
  const { key, status, fill, attempts } = trade;
  const ran = attempts.find(({ signature }) => now.transactions.get(signature) === 'ran');
  if (status === 'filled') {
    return fill !== undefined && fill.signature === ran?.signature
      ? []
      : [
          `${key} is filled by ${fill?.signature ?? 'nothing'}; on chain ran ${ran?.signature ?? 'none'}`,
        ];
  }
  return ran === undefined ? [] : [`${key} is ${status}, and ${ran.signature} ran`];
}

function auditBalances({ start, now, trades, effects }: WalletEvidence): readonly Violation[] {
  const onTheWay = [...effects.values()];
  const booked = trades.reduce((sum, trade) => sum + lamportsBooked(trade), 0n);
  const lamports = onTheWay.reduce((sum, effect) => sum + effect.lamports, booked);
  const moved = now.lamports - start.lamports;
  const violations: string[] = [];
  if (lamports !== moved) {
    violations.push(`the journal books ${lamports} lamports, the chain moved ${moved}`);
  }
  for (const [mint, held] of now.units) {
    const unitsMoved = held - (start.units.get(mint) ?? 0n);
    const unitsBooked = trades
      .filter(({ request }) => request.tokenAddress === mint)
      .reduce((sum, trade) => sum + unitsBookedBy(trade), 0n);
    const units = onTheWay.reduce(
      (sum, effect) => sum + (effect.units.get(mint) ?? 0n),
      unitsBooked,
    );
    if (units === unitsMoved) continue;
    violations.push(`the journal books ${units} units of ${mint}, the chain moved ${unitsMoved}`);
  }
  return violations;
}

/** What a trade did to the wallet's SOL: the swap, its costs, and the fees of what reverted. */
function lamportsBooked({ fill, request, attempts }: TradeRecord): bigint {
  const reverts = attempts.reduce(
    (sum, { revertFeeLamports = '0' }) => sum + BigInt(revertFeeLamports),
    0n,
  );
  if (fill === undefined) return -reverts;
  const swap = BigInt(fill.lamports) * (request.side === 'buy' ? -1n : 1n);
  const fees = BigInt(fill.baseFeeLamports) + BigInt(fill.priorityFeeLamports);
  return swap - fees - BigInt(fill.tipLamports) - BigInt(fill.rentLamports) - reverts;
}

function unitsBookedBy({ fill, request }: TradeRecord): bigint {
  if (fill === undefined) return 0n;
  return BigInt(fill.tokenUnits) * (request.side === 'buy' ? 1n : -1n);
}
