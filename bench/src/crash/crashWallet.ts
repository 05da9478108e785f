import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import {
  createNodePlatform,
  isTerminal,
  JOURNAL_FILE,
  openSqliteJournalReader,
  type TradeRecord,
} from '@quantbot/executor';
import type { SandboxWallet } from '@quantbot/sandbox';

import { createAskedBook, type AskedBook } from './askedBook.ts';
import { auditAtDeath, auditAtRest, unbooked, type WalletEvidence } from './auditWallet.ts';
import { ChainHung, type ChainPulse } from './chainPulse.ts';
import { progressOf, type CrashTally, type Kill } from './crashTally.ts';
import { cancelSome } from './cancelSome.ts';
import { chooseDeath, pointOf, type DeathChoice, type DeathPoint } from './deathPlans.ts';
import { makeCall, type TradableToken } from './orderedCalls.ts';
import type { RandomSource } from './randomSource.ts';
import type { DeathPlan, OrderedCall, TraderOrders } from './traderOrders.ts';
import {
  spawnTrader,
  type TraderEnd,
  type TraderProcess,
  type WaitingTrader,
} from './traderProcess.ts';
import type { TransactionEffect, WalletChain, WalletOnChain } from './walletChain.ts';

/** One wallet with a data directory of its own, whose processes are killed one after another. */
export interface CrashWalletInputs {
  readonly wallet: SandboxWallet;
  readonly directory: string;
  readonly settings: TraderOrders['settings'];
  readonly pace: number;
  readonly tokens: readonly TradableToken[];
  readonly chain: WalletChain;
  readonly pulse: ChainPulse;
  readonly random: RandomSource;
  readonly tally: CrashTally;
  /** Whether another process is to be killed, and where it may die. */
  readonly wantsMore: () => DeathChoice | undefined;
}

const CALLS_AT_ONCE = 24;
/** A process dies with at least so many trades open, or its death does not count. */
const OPEN_TRADES_MIN = 20;
/** Trades that are open before a death is armed: some may end between that and the last look. */
const OPEN_BEFORE_DEATH = 22;
/** Calls that are ready beyond those under way. */
const FRESH_CALLS = 120;
/** How long a process may live until enough trades are open. */
const LOADED_MS_MAX = 120_000;
/** How long a process may live after it could have died: then the parent strikes. */
const POINT_MS_MAX = 4_000;
const SLOW_POINT_MS_MAX = 10_000;
/** What takes the life of a blockhash, a send that times out, or chance. */
const SLOW_EVENTS: ReadonlySet<string> = new Set([
  'SubmissionAmbiguous',
  'AttemptExpired',
  'AttemptReverted',
  'ExpiryUnprovable',
  'TradeFailed',
]);
const ANY_TIME_MS_MAX = 1_500;
/** Short enough to meet a process that still takes up what was left open. */
const AT_ONCE_MS_MAX = 150;
const AT_ONCE_SHARE = 0.4;
const SETTLES_FIRST_SHARE = 0.08;
/** Of what nobody has signed yet when the last process of a chain takes over. It has to end as well. */
const CANCELLED_AT_LAST_SHARE = 0.45;
/** Of the signed ones for a death at such a cancel. */
const CANCELLED_SIGNED_SHARE = 0.5;
const CANCEL_SIGNED_MS_MAX = 300;
const TRADES_MAX = 100_000;
/**
 * Everything that was open has to have ended by then: the longest deadline, three lives of a blockhash
 * and finality take half of it on a machine that keeps up.
 */
const QUIET_MS_MAX = 300_000;
const CLOSING_MS_MAX = 30_000;

/** State that outlives the processes of a wallet. */
interface WalletRun extends CrashWalletInputs {
  readonly book: AskedBook;
  readonly start: WalletOnChain;
  keys: number;
  /** Trades that had not ended when the last process died. */
  openTrades: number;
  trader: TraderProcess | undefined;
  /** Loads its modules while its predecessor still lives. */
  spare: WaitingTrader | undefined;
  /** Kills since everything was last seen to have ended. */
  unsettled: Kill[];
}

/**
 * Kills processes of one wallet until no more are wanted, then lets a last one end everything.
 *
 * @returns the trades of the wallet's journal
 * @throws ChainHung when the chain stands still
 */
export async function runCrashWallet(inputs: CrashWalletInputs): Promise<readonly TradeRecord[]> {
  const run: WalletRun = {
    ...inputs,
    book: createAskedBook(`${inputs.directory}/asked.jsonl`),
    start: await readChain(inputs, inputs.wallet.address),
    keys: 0,
    openTrades: 0,
    trader: undefined,
    spare: undefined,
    unsettled: [],
  };
  try {
    for (let choice = run.wantsMore(); choice !== undefined; choice = run.wantsMore()) {
      await killOnce(run, choice);
    }
    await settleOnce(run);
  } finally {
    run.trader?.kill();
    run.spare?.kill();
    run.book.close();
    run.tally.voidKills += run.unsettled.length;
    for (const { point } of run.unsettled) forget(run.tally.underway, point);
  }
  return readTrades(run);
}

/** A process that takes everything to its end and is not killed. */
async function settleOnce(run: WalletRun): Promise<void> {
  const { book, random, wallet } = run;
  const unsigned = openTrades(run).filter(({ attempts }) => attempts.length === 0);
  const repeats = cancelSome(book.repeats(random), {
    keys: new Set(unsigned.map(({ key }) => key)),
    delayMs: () => (random.chance(CANCELLED_AT_LAST_SHARE) ? 0 : undefined),
  });
  const trader = launch(run, { repeats, fresh: [], settlesFirst: true });
  await awaitQuiet(run, trader);
  trader.goOn();
  const end = await within(run.pulse.guard(trader.end), CLOSING_MS_MAX);
  if (end === 'late') throw new Error(`a process of ${wallet.address} with nothing open lives on`);
  if (end.exitCode !== 0) run.tally.violations.push(ownEnd(run, end));
}

/**
 * A process that is killed. Most go on trading while they take up what their predecessor left; some
 * end all of that first, so that the books can be held against the chain with nothing open.
 */
async function killOnce(run: WalletRun, choice: DeathChoice): Promise<void> {
  const { random, tally } = run;
  const death = chooseDeath(random, (point) => progressOf(tally, point), choice);
  const aimed = pointOf(death);
  tally.underway.push(aimed);
  try {
    await killAt(run, death);
  } finally {
    forget(tally.underway, aimed);
  }
}

async function killAt(run: WalletRun, death: DeathPlan | undefined): Promise<void> {
  const { random, book, pulse } = run;
  const settlesFirst = random.chance(SETTLES_FIRST_SHARE);
  orderFresh(run);
  const repeats = book.repeats(random);
  const calls = {
    repeats: death?.event === 'CancelRequested' ? cancelSigned(run, repeats) : repeats,
    fresh: book.untouched(),
  };
  const trader = launch(run, { ...calls, settlesFirst, death });
  if (settlesFirst) {
    await awaitQuiet(run, trader);
    trader.goOn();
  }
  const loaded = pulse.guard(Promise.race([trader.end, trader.loaded]));
  if ((await within(loaded, LOADED_MS_MAX)) === 'late') await refuseStuck(run, 'opens no trades');
  run.spare ??= spawnTrader();
  const end = await within(pulse.guard(trader.end), patienceMs(random, death));
  await bury(run, { trader, death, byParent: end === 'late' });
}

/** A cancel of what has a signature is rare among those that callers ask for by themselves. */
function cancelSigned(run: WalletRun, repeats: readonly OrderedCall[]): readonly OrderedCall[] {
  const { random } = run;
  const signed = openTrades(run).filter(({ attempts }) => attempts.length > 0);
  return cancelSome(repeats, {
    keys: new Set(signed.map(({ key }) => key)),
    delayMs: () =>
      random.chance(CANCELLED_SIGNED_SHARE) ? random.between(0, CANCEL_SIGNED_MS_MAX) : undefined,
  });
}

function forget(points: DeathPoint[], point: DeathPoint): void {
  const index = points.indexOf(point);
  if (index >= 0) points.splice(index, 1);
}

/** How long a process lives after it could have died. */
function patienceMs(random: RandomSource, death: DeathPlan | undefined): number {
  if (death !== undefined)
    return SLOW_EVENTS.has(death.event ?? '') ? SLOW_POINT_MS_MAX : POINT_MS_MAX;
  return random.between(0, random.chance(AT_ONCE_SHARE) ? AT_ONCE_MS_MAX : ANY_TIME_MS_MAX);
}

interface Death {
  readonly trader: TraderProcess;
  readonly death: DeathPlan | undefined;
  /** The parent strikes: the moment that was chosen did not come, or none was. */
  readonly byParent: boolean;
}

/** Sees a process dead, and holds what it left behind against the chain and its answers. */
async function bury(run: WalletRun, { trader, death, byParent }: Death): Promise<void> {
  const { tally } = run;
  if (byParent) trader.kill();
  const end = await trader.end;
  if (end.signal !== 'SIGKILL') {
    // With nothing left to do a process ends before it could be killed.
    if (end.exitCode !== 0) tally.violations.push(ownEnd(run, end));
    return;
  }
  const evidence = await readEvidence(run);
  tally.auditsAtDeath += 1;
  tally.violations.push(...auditAtDeath(evidence).map((text) => `after a kill: ${text}`));
  run.openTrades = evidence.trades.filter(({ status }) => !isTerminal(status)).length;
  const point = byParent ? 'any time' : pointOf(death);
  if (run.openTrades < OPEN_TRADES_MIN) tally.thinKills += 1;
  else {
    const beforeResumed = !trader.hasResumed();
    run.unsettled.push({ point, beforeResumed, openTrades: run.openTrades });
    tally.underway.push(point);
  }
  if (byParent && death !== undefined) tally.missed.push(pointOf(death));
}

/** Waits until everything old has ended, then holds the books against the chain. */
async function awaitQuiet(run: WalletRun, trader: TraderProcess): Promise<void> {
  const { tally, pulse } = run;
  const startedAtMs = performance.now();
  const ended = pulse.guard(Promise.race([trader.quiet, trader.end]));
  const first = await within(ended, QUIET_MS_MAX);
  if (first !== 'quiet') await refuseStuck(run, first === 'late' ? 'is stuck' : ownEnd(run, first));
  run.openTrades = 0;
  tally.recoveryMs.push(Math.round(performance.now() - startedAtMs));
  tally.auditsAtRest += 1;
  tally.violations.push(...auditAtRest(await readEvidence(run)));
  tally.kills.push(...run.unsettled);
  for (const { point } of run.unsettled) forget(tally.underway, point);
  run.unsettled = [];
}

/** Tells what is open. @throws ChainHung where the chain is to blame, an Error with it else */
async function refuseStuck(run: WalletRun, why: string): Promise<never> {
  run.pulse.refuseHung();
  const { trades, now } = await readEvidence(run);
  const open = trades.filter(({ status }) => !isTerminal(status));
  const told = open.map((trade) => `${trade.key} is ${trade.status}${onChain(trade, now)}`);
  const { address } = run.wallet;
  throw new Error(`wallet ${address} ${why} with ${open.length} open: ${told.join(', ')}`);
}

/** What the chain has of a trade's attempts, for whoever looks for the reason. */
function onChain({ attempts }: TradeRecord, { transactions }: WalletOnChain): string {
  const told = attempts.map(
    ({ signature, status }) => `${signature} ${status}, ${transactions.get(signature) ?? 'absent'}`,
  );
  return told.length === 0 ? '' : ` (${told.join('; ')})`;
}

function launch(
  run: WalletRun,
  calls: {
    readonly repeats: readonly OrderedCall[];
    readonly fresh: readonly OrderedCall[];
    readonly settlesFirst: boolean;
    readonly death?: DeathPlan | undefined;
  },
): TraderProcess {
  const { settings, book, directory } = run;
  const { repeats, fresh, settlesFirst, death } = calls;
  const waiting = run.spare ?? spawnTrader();
  run.spare = undefined;
  const trader = waiting.begin(
    `${directory}/orders.json`,
    {
      settings,
      repeats,
      fresh,
      callsAtOnce: CALLS_AT_ONCE,
      settlesFirst,
      openTrades: run.openTrades,
      openTradesMin: OPEN_BEFORE_DEATH,
      pace: run.pace,
      ...(death === undefined ? {} : { death }),
    },
    (report) => {
      if (report.kind === 'asking' || report.kind === 'answer') book.note(report);
    },
  );
  run.trader = trader;
  return trader;
}

/** Writes new keys down until enough calls are ready. */
function orderFresh(run: WalletRun): void {
  const { book, random, tokens } = run;
  const missing = FRESH_CALLS - book.untouched().length;
  if (missing <= 0) return;
  book.order(Array.from({ length: missing }, () => makeCall(random, nextKey(run), tokens)));
}

function nextKey(run: WalletRun): string {
  run.keys += 1;
  return `${run.wallet.address.slice(0, 8)}-${run.keys}`;
}

/** The chain first: what it has of the wallet must be in the journal already. */
async function readEvidence(run: WalletRun): Promise<WalletEvidence> {
  const { start, book, wallet, chain } = run;
  const now = await readChain(run, wallet.address);
  const trades = readTrades(run);
  const effects = new Map<string, TransactionEffect>();
  for (const signature of unbooked(trades, now)) {
    effects.set(signature, await chain.effectOf(signature, wallet.address));
  }
  return { start, now, trades, effects, asked: book.keys };
}

async function readChain({ chain }: CrashWalletInputs, wallet: string): Promise<WalletOnChain> {
  try {
    return await chain.read(wallet);
  } catch (cause) {
    throw new ChainHung('the chain does not answer', { cause });
  }
}

function readTrades({ settings }: WalletRun): readonly TradeRecord[] {
  const path = `${settings.dataDirectory ?? ''}/${JOURNAL_FILE}`;
  if (!existsSync(path)) return [];
  const reader = openSqliteJournalReader(path, createNodePlatform());
  try {
    return reader.list({ limit: TRADES_MAX });
  } finally {
    reader.close();
  }
}

function openTrades(run: WalletRun): readonly TradeRecord[] {
  return readTrades(run).filter(({ status }) => !isTerminal(status));
}

function ownEnd({ wallet }: WalletRun, { exitCode, complaints }: TraderEnd): string {
  return `a process of ${wallet.address} ended by itself with ${exitCode}: ${complaints}`;
}

/** What the promise gives, or `late` after the time. */
async function within<Value>(promise: Promise<Value>, timeMs: number): Promise<Value | 'late'> {
  const over = new AbortController();
  const late = delay(timeMs, 'late' as const, { signal: over.signal }).catch(() => 'late' as const);
  return Promise.race([promise, late]).finally(() => {
    over.abort();
  });
}
