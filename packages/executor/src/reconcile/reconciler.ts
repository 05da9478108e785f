import { fault, reasonOf, type EventName, type Fault } from '@quantbot/core';

import type { ChainNode } from '../chain/chainNode.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { createShownSlots } from '../chain/shownSlots.ts';
import type { Journal } from '../journal/journal.ts';
import type { NoteReader } from '../journal/readNote.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import type { SigningHold } from '../pipeline/signingHold.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { reclaimedLamports } from '../reclaim/reclaimNotes.ts';
import { takeTurns } from '../watch/takeTurns.ts';
import { watchRegularly } from '../watch/watchRegularly.ts';
import { SOL_ASSET } from './assetChanges.ts';
import {
  readAdopted,
  readBalanceNote,
  readDeficits,
  writeAdopted,
  writeBalanceNote,
  type RecordedDeficit,
} from './balanceNotes.ts';
import { expectedUnits, judgeBalance, type BalanceVerdict } from './judgeBalance.ts';
import { readBalances } from './readBalances.ts';
import type { BookedAsset, WalletBook } from './walletBook.ts';

/** What the reconciliation of a wallet is made of. */
export interface ReconcilerParts {
  readonly wallet: string;
  /** Token account of the wallet's wrapped SOL. */
  readonly wrappedSol: () => Promise<string>;
  readonly nodes: readonly ChainNode[];
  readonly journal: Journal;
  readonly book: WalletBook;
  readonly hold: SigningHold;
  readonly telemetry: ExecutorTelemetry;
  readonly platform: ExecutorPlatform;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
}

/** One asset of the wallet, held against the journal. */
export interface ReconciledAsset {
  /** `SOL`, for the wallet's lamports and its wrapped SOL together, or the address of a mint. */
  readonly asset: string;
  readonly decimals: number;
  readonly openTrades: number;
  /** Base units that must be there at the least. For SOL `undefined` before the first look. */
  readonly expectedUnits: bigint | undefined;
  /** Base units that are there as two operators show, `undefined` where too few have answered. */
  readonly foundUnits: bigint | undefined;
  readonly verdict: 'even' | 'surplus' | 'deficit' | 'disputed' | 'unread';
}

/** The hold that a deficit makes. */
const DEFICIT_CODE = 'RECONCILE__DEFICIT';

/**
 * Holds the wallet's final balances against what the journal knows to have moved. A deficit halts
 * the wallet until a person has adopted it; a deposit is written down and halts nobody.
 */
export class Reconciler {
  readonly #parts: ReconcilerParts;
  readonly #disputed = new Set<string>();
  /** One look at a time: two would write over each other's notes. */
  readonly #inTurn = takeTurns();

  constructor(parts: ReconcilerParts) {
    this.#parts = parts;
  }

  /** Forbids signatures while a deficit stands that an earlier look has found. Asks nobody. */
  holdOnRecorded(): void {
    const [first] = readDeficits(this.#parts.journal);
    const { hold } = this.#parts;
    hold.lift(DEFICIT_CODE);
    if (first !== undefined) hold.set(deficitFault(this.#parts.wallet, first));
  }

  /** Looks at every asset once, writes down what it finds, and lets the wallet sign or not. */
  async check(): Promise<readonly ReconciledAsset[]> {
    return this.#inTurn(async () => {
      const found = await this.#judgeAll();
      for (const { booked, verdict } of found) this.#note(booked, verdict);
      this.holdOnRecorded();
      this.#tellFigures(found);
      return found.map((one) => this.#describe(one));
    });
  }

  /** Looks, and changes nothing. */
  async report(): Promise<readonly ReconciledAsset[]> {
    return this.#inTurn(async () => (await this.#judgeAll()).map((one) => this.#describe(one)));
  }

  /** Checks from time to time until it is stopped. */
  async watch(intervalMs: number, signal: AbortSignal): Promise<void> {
    const { platform, telemetry } = this.#parts;
    return watchRegularly({
      platform,
      intervalMs,
      signal,
      look: async () => this.check(),
      onBroken: (cause) => {
        const message = `the balances of the wallet are watched no more: ${reasonOf(cause)}`;
        telemetry.event('error', 'execution.wallet.unreconciled', { message });
      },
    });
  }

  /**
   * Takes whatever is there from now on for accounted for: the next looks at blocks that are final
   * then write it down, and hold nothing against what was there before.
   *
   * @param adoption - Number of a person's decision, one more than of the one before.
   */
  async adopt(adoption: number): Promise<void> {
    const { nodes, journal } = this.#parts;
    const shown = createShownSlots(nodes.map(({ operator }) => operator));
    await Promise.allSettled(
      nodes.map(async (node) => {
        shown.note(node.operator, (await node.latestBlockhash()).slot);
      }),
    );
    await this.#inTurn(async () => {
      writeAdopted(journal, { adoption, slot: shown.supported() ?? 0n });
      this.holdOnRecorded();
      return Promise.resolve();
    });
  }

  async #judgeAll(): Promise<readonly JudgedAsset[]> {
    const { wallet, nodes, book, journal } = this.#parts;
    await book.load();
    const account = await this.#parts.wrappedSol();
    const places = withSol(book.assets(), account).map((booked) => ({
      asset: booked.asset,
      account: booked.account,
    }));
    const shown = await readBalances({ nodes, wallet, places });
    // Asked after the chain: whatever landed in the blocks that were read is in the book by now.
    const adopted = readAdopted(journal);
    return withReclaims(withSol(book.assets(), account), journal).map((booked) => {
      const { base, adoption } = readBalanceNote(journal, booked.asset);
      const acceptsLess = adopted !== undefined && adoption < adopted.adoption;
      const question = {
        booked,
        base,
        acceptsLess,
        slotMin: acceptsLess ? adopted.slot : 0n,
        operatorsMin: operatorsRequired(nodes),
        shown: shown.get(booked.asset) ?? [],
        isSol: booked.asset === SOL_ASSET,
      };
      const isUnknown = question.isSol && base === undefined;
      return {
        booked,
        expected: isUnknown ? undefined : expectedUnits(question),
        verdict: judgeBalance(question),
      };
    });
  }

  #note(booked: BookedAsset, verdict: BalanceVerdict): void {
    const { journal, nowMs } = this.#parts;
    const { asset } = booked;
    const note = readBalanceNote(journal, asset);
    if (verdict.kind !== 'disputed') this.#disputed.delete(asset);
    if (verdict.kind === 'surplus') {
      const adoption = readAdopted(journal)?.adoption ?? 0;
      writeBalanceNote(journal, asset, { ...note, base: verdict.base, adoption });
      this.#tellDeposit(booked, verdict.base.units - (note.base?.units ?? 0n));
    }
    if (verdict.kind === 'deficit' && note.deficit === undefined) {
      const deficit: RecordedDeficit = {
        asset,
        expectedUnits: expectedUnits({ booked, base: note.base }),
        foundUnits: verdict.units,
        slot: verdict.slot,
        atMs: nowMs(),
      };
      writeBalanceNote(journal, asset, { ...note, deficit });
      this.#tell('error', 'execution.wallet.deficit', messageOf(this.#parts.wallet, deficit));
    }
    if (verdict.kind === 'disputed' && !this.#disputed.has(asset)) {
      this.#disputed.add(asset);
      const voices = verdict.shown.map(({ operator, units }) => `${operator}: ${units}`);
      const message = `operators differ about ${asset}, and one shows too little: ${voices.join(', ')}`;
      this.#tell('warn', 'execution.wallet.disputed', message);
    }
  }

  #tellDeposit({ asset }: BookedAsset, units: bigint): void {
    if (units === 0n) return;
    const message = `${asset} of the wallet is ${units} base units more than its trades explain`;
    this.#tell('info', 'execution.wallet.deposit', message);
  }

  #tell(level: 'error' | 'warn' | 'info', name: EventName, message: string): void {
    this.#parts.telemetry.event(level, name, { message });
  }

  #tellFigures(found: readonly JudgedAsset[]): void {
    const { telemetry, journal, nowMs } = this.#parts;
    for (const { verdict } of found) {
      telemetry.metric('quantbot_reconcile_verdicts_total', 1, { verdict: verdict.kind });
    }
    telemetry.metric('quantbot_reconcile_deficits', readDeficits(journal).length, {});
    telemetry.metric('quantbot_reconcile_timestamp_seconds', nowMs() / 1_000, {});
  }

  #describe({ booked, expected, verdict }: JudgedAsset): ReconciledAsset {
    const { asset, decimals, openTrades } = booked;
    const foundUnits = 'units' in verdict ? verdict.units : undefined;
    const { kind } = verdict;
    return { asset, decimals, openTrades, expectedUnits: expected, foundUnits, verdict: kind };
  }
}

interface JudgedAsset {
  readonly booked: BookedAsset;
  readonly expected: bigint | undefined;
  readonly verdict: BalanceVerdict;
}

/** SOL is watched from the first look on, before anything was traded. */
function withSol(assets: readonly BookedAsset[], account: string): readonly BookedAsset[] {
  if (assets.some(({ asset }) => asset === SOL_ASSET)) return assets;
  const none = { unitsMin: 0n, openTrades: 0, slot: 0n };
  return [{ asset: SOL_ASSET, account, decimals: 9, ...none }, ...assets];
}

/** What reclaims brought is no deposit, and what they cost is not missing. */
function withReclaims(assets: readonly BookedAsset[], journal: NoteReader): readonly BookedAsset[] {
  const { lamports, open, slot } = reclaimedLamports(journal);
  return assets.map((booked) =>
    booked.asset === SOL_ASSET
      ? {
          ...booked,
          unitsMin: booked.unitsMin + lamports,
          openTrades: booked.openTrades + open,
          slot: booked.slot > slot ? booked.slot : slot,
        }
      : booked,
  );
}

function deficitFault(wallet: string, deficit: RecordedDeficit): Fault {
  const { asset, expectedUnits: expected, foundUnits: found, slot } = deficit;
  return fault(DEFICIT_CODE, { wallet, asset, expected, found, slot });
}

function messageOf(wallet: string, deficit: RecordedDeficit): string {
  return deficitFault(wallet, deficit).message;
}
