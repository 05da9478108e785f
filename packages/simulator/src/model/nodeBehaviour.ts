/** How a node treats who asks it. A driver may change any of it while the chain runs. */
export interface NodeBehaviour {
  /** Slots its view lies behind the chain. */
  lagSlots: number;
  /** `erroring` refuses every call; `silent` never answers: see {@link SilentNodeError}. */
  availability: 'up' | 'erroring' | 'silent';
  /** What it does with bytes: `swallow` acknowledges them and forwards none. */
  sends: 'forward' | 'swallow' | 'refuse';
  /** Slots of history that it keeps; `undefined` keeps everything. */
  historySlots: number | undefined;
  readonly lies: NodeLies;
}

/** What a node says against better knowledge. */
export interface NodeLies {
  /** `null` denies every transaction, `invented` calls every one final. */
  statuses: 'true' | 'null' | 'invented';
  /** Hides why a transaction failed. */
  hidesErrors: boolean;
  /** Blocks added to every height it tells. */
  heightsAhead: bigint;
  /** Blocks, and slots, that are missing from every height and every newest slot it tells. */
  heightsBehind: bigint;
  /** Slots added to every newest slot it tells. */
  slotsAhead: bigint;
  /** Tells the confirmed height and calls it final. */
  confirmedForFinalized: boolean;
  /** Tells slots where heights are asked, as some gateways have done. */
  slotsForHeights: boolean;
  /** Blocks that are missing from the life it gives a blockhash. */
  lifetimeShortBlocks: bigint;
  /** Calls every blockhash dead. */
  deniesBlockhashes: boolean;
  /** Changes the amounts in a transaction's record. */
  altersRecords: boolean;
  /** Tells and simulates other balances of wallets and of their token accounts. */
  balances: 'true' | 'high' | 'low';
  /** What it tells of rent, as a multiple of what is true. */
  rentTimes: bigint;
  /** Tells decimals that mints do not have. */
  altersDecimals: boolean;
  /** Tells the genesis hash of another chain. */
  isOfAnotherChain: boolean;
}

/** A node that is up, in step, and true. */
export function honestBehaviour(): NodeBehaviour {
  return {
    lagSlots: 0,
    availability: 'up',
    sends: 'forward',
    historySlots: undefined,
    lies: {
      statuses: 'true',
      hidesErrors: false,
      heightsAhead: 0n,
      heightsBehind: 0n,
      slotsAhead: 0n,
      confirmedForFinalized: false,
      slotsForHeights: false,
      lifetimeShortBlocks: 0n,
      deniesBlockhashes: false,
      altersRecords: false,
      balances: 'true',
      rentTimes: 1n,
      altersDecimals: false,
      isOfAnotherChain: false,
    },
  };
}

/**
 * A node that never answers. The model knows no time, so it rejects at once; whoever drives it lets
 * as much time pass as a client waits.
 */
export class SilentNodeError extends Error {
  constructor(label: string) {
    super(`${label} does not answer`);
    this.name = 'SilentNodeError';
  }
}

/** Slot that a node tells for its newest one. */
export function toldSlot({ lies }: NodeBehaviour, slot: bigint): bigint {
  return atLeastZero(slot + lies.slotsAhead - lies.heightsBehind);
}

/** Height that a node tells for a true one. */
export function toldHeight({ lies }: NodeBehaviour, height: bigint): bigint {
  return atLeastZero(height + lies.heightsAhead - lies.heightsBehind);
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
