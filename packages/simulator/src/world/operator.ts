import type { HaltFileReading, HaltFiles, TradingState } from '@quantbot/executor';

import type { BarFact } from '../checks/history.ts';
import type { Trader } from '../process/trader.ts';
import type { OperatorAct, Schedule } from '../schedule/schedule.ts';
import type { VirtualTime } from '../time/virtualTime.ts';

/** A person who halts, reduces and activates, and what of it is known to hold. */
export interface Operator {
  /** The halt file of a wallet's data directory. */
  readonly haltFiles: (wallet: number) => HaltFiles;
  /** Times in which something was forbidden for certain. */
  readonly bars: () => readonly BarFact[];
  /** Does what the schedule says, and in the quiet allows everything again. */
  readonly begin: (traders: readonly Trader[]) => void;
}

/** What an operator works with. */
export interface OperatorWorld {
  readonly time: VirtualTime;
  readonly schedule: Schedule;
  readonly struck: (kind: string) => void;
}

interface OpenBar extends Omit<BarFact, 'untilMs'> {
  untilMs: number;
}

const STATES = { halt: 'halted', reduce: 'reducing', activate: 'active' } as const satisfies Record<
  string,
  TradingState
>;

/** Makes the operator of a schedule. */
export function createOperator({ time, schedule, struck }: OperatorWorld): Operator {
  const bars: OpenBar[] = [];
  const files = schedule.wallets.map(() => createHaltFile());
  const endBars = (wallet: number, isByFile: boolean): void => {
    for (const bar of bars) {
      const isMeant = bar.wallet === wallet && (bar.forbids === 'all-by-file') === isByFile;
      if (isMeant) bar.untilMs = Math.min(bar.untilMs, time.nowMs());
    }
  };
  const open = (wallet: number, forbids: BarFact['forbids']): void => {
    bars.push({ wallet, forbids, fromMs: time.nowMs(), untilMs: Infinity });
  };
  const place = (wallet: number, isThere: boolean): void => {
    endBars(wallet, true);
    files[wallet]?.set(isThere ? { kind: 'present', text: '' } : { kind: 'absent' });
    if (isThere) open(wallet, 'all-by-file');
  };
  const decide = (trader: Trader | undefined, wallet: number, state: TradingState): void => {
    // From the moment that something else is wanted nobody knows what holds.
    endBars(wallet, false);
    const wanted = (decisions[wallet] ?? 0) + 1;
    decisions[wallet] = wanted;
    const decision = { state, reason: 'scheduled', by: 'operator' };
    const asked = trader?.ask(async (adapter) => adapter.changeTradingState(decision));
    asked?.then(
      (outcome) => {
        const isNewest = decisions[wallet] === wanted;
        if (outcome === undefined || !isNewest || state === 'active') return;
        open(wallet, state === 'halted' ? 'all' : 'buys');
      },
      () => undefined,
    );
  };
  const decisions: number[] = [];
  const act = (traders: readonly Trader[], { does, wallet }: OperatorAct): void => {
    struck(`operator-${does}`);
    if (does === 'restart') traders[wallet]?.kill();
    else if (does === 'place-file' || does === 'remove-file') place(wallet, does === 'place-file');
    else decide(traders[wallet], wallet, STATES[does]);
  };
  return {
    haltFiles: (wallet) => files[wallet]?.port ?? createHaltFile().port,
    bars: () => bars,
    begin: (traders) => {
      const { operatorActs, quietFromMs } = schedule;
      for (const planned of operatorActs) {
        time.after(planned.atMs, () => {
          act(traders, planned);
        });
      }
      if (operatorActs.length === 0) return;
      time.after(quietFromMs, () => {
        for (const [wallet, trader] of traders.entries()) {
          place(wallet, false);
          decide(trader, wallet, 'active');
        }
      });
    },
  };
}

function createHaltFile() {
  const watchers = new Set<(reading: HaltFileReading) => void>();
  let reading: HaltFileReading = { kind: 'absent' };
  const port: HaltFiles = {
    read: () => reading,
    watch: (_path, onLook) => {
      watchers.add(onLook);
      return { close: () => watchers.delete(onLook) };
    },
  };
  return {
    port,
    set: (next: HaltFileReading) => {
      reading = next;
      for (const watcher of watchers) watcher(next);
    },
  };
}
