import {
  fault,
  faultFromError,
  isExecutionError,
  reasonOf,
  type ExecutionPort,
  type Fault,
} from '@quantbot/core';
import type { ExecutionAdapter, LiveSideReader } from '@quantbot/executor';

/** What a rollout asks of an adapter besides trades; an adapter of one's own may lack it. */
export type AdapterQuestions = Partial<
  Pick<ExecutionAdapter, 'changeTradingState' | 'reclaimable' | 'tradingState'>
>;

/** An adapter as a rollout uses it. */
export interface RolloutAdapter extends ExecutionPort, AdapterQuestions {
  close?(): Promise<void> | void;
}

/** What the real side is made of. */
export interface RealSideParts {
  /** Makes the real adapter. @throws ExecutionError `CONFIG__*`, `WALLET__*` */
  readonly create: () => RolloutAdapter;
  /** Whether the data directory has a journal. */
  readonly hasJournal: () => boolean;
  /** Opens the journal for reading. @throws ExecutionError `JOURNAL__*` */
  readonly openJournal: () => LiveSideReader;
}

/** The real adapter, which is made when it is needed first, and the journal that it writes. */
export interface RealSide {
  /** @throws ExecutionError `CONFIG__*`, `WALLET__*` */
  adapter(): RolloutAdapter;
  /** `undefined` where nothing real was ever done. @throws ExecutionError `JOURNAL__*` */
  journal(): LiveSideReader | undefined;
  /** Whether the real side holds a token, or a fault when nobody can tell. */
  holds(token: string): Promise<boolean | Fault>;
  close(): Promise<void>;
}

/** Puts the real adapter and its journal side by side. */
export function createRealSide(parts: RealSideParts): RealSide {
  let adapter: RolloutAdapter | undefined;
  let journal: LiveSideReader | undefined;
  const openAdapter = (): RolloutAdapter => (adapter ??= parts.create());
  const openJournal = (): LiveSideReader | undefined => {
    if (journal === undefined && parts.hasJournal()) journal = parts.openJournal();
    return journal;
  };
  return {
    adapter: openAdapter,
    journal: openJournal,
    holds: async (token) => {
      const holding = openJournal()?.holding(token) ?? 'none';
      if (holding !== 'uncertain') return holding === 'held';
      return askChain(openAdapter, token);
    },
    close: async () => {
      journal?.close();
      journal = undefined;
      await adapter?.close?.();
    },
  };
}

/** The wallet's own accounts tell where the journal cannot. */
async function askChain(open: () => RolloutAdapter, token: string): Promise<boolean | Fault> {
  const unknown = (reason: string): Fault =>
    fault('ROLLOUT__POSITION_UNKNOWN', { mint: token, reason });
  try {
    const adapter = open();
    if (adapter.reclaimable === undefined) return unknown('the adapter cannot list accounts');
    const { accounts } = await adapter.reclaimable();
    return accounts.some(({ mint, units }) => mint === token && units > 0n);
  } catch (cause) {
    return unknown(isExecutionError(cause) ? faultFromError(cause).code : reasonOf(cause));
  }
}
