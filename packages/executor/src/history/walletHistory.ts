import { fault, isFault, reasonOf, type Fault } from '@quantbot/core';

import type { ChainNode } from '../chain/chainNode.ts';
import { PAGE_ENTRIES_MAX } from '../chain/readHistory.ts';
import type { Journal } from '../journal/journal.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import type { SigningHold } from '../pipeline/signingHold.ts';
import { readReclaims } from '../reclaim/reclaimNotes.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { takeTurns } from '../watch/takeTurns.ts';
import { watchRegularly } from '../watch/watchRegularly.ts';
import {
  readAdoptions,
  readMark,
  writeAdoption,
  writeMark,
  type Adoption,
} from './historyNotes.ts';
import { judgeHistory, newMark } from './judgeHistory.ts';
import { readNewHistory } from './readNewHistory.ts';

/** What the comparison of wallet and journal is made of. */
export interface WalletHistoryParts {
  readonly wallet: string;
  readonly nodes: readonly ChainNode[];
  readonly journal: Journal;
  readonly hold: SigningHold;
  readonly telemetry: ExecutorTelemetry;
  readonly platform: ExecutorPlatform;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
}

/** Pages of a thousand transactions that are read from each node. */
const PAGES_MAX = 10;
/** Signatures that a fault names. */
const SHOWN_MAX = 5;
/** Transactions of strangers that are remembered. */
const STRANGERS_MAX = 10_000;

const HISTORY_CODES = [
  'JOURNAL__FOREIGN_SIGNATURES',
  'JOURNAL__HISTORY_MISSING',
  'JOURNAL__HISTORY_TOO_LONG',
  'RPC__UNAVAILABLE',
] as const;

/**
 * Holds the wallet's history on chain against the journal, so that a journal that is lost, or a
 * second one somewhere else, is found before the wallet signs by half the truth.
 */
export class WalletHistory {
  readonly #parts: WalletHistoryParts;
  readonly #strangers = new Set<string>();
  /** Code of the last hold that was told of. */
  #reported: Fault['code'] | undefined;
  /** One comparison at a time: two would move the mark past each other. */
  readonly #inTurn = takeTurns();

  constructor(parts: WalletHistoryParts) {
    this.#parts = parts;
  }

  /**
   * Compares, and lets the wallet sign or not accordingly.
   *
   * @returns why nobody can tell now; then the wallet signs nothing either.
   */
  async check(): Promise<Fault | undefined> {
    return this.#inTurn(async () => {
      const verdict = await this.#judge();
      if (verdict?.code === 'RPC__UNAVAILABLE') {
        this.#parts.hold.set(verdict);
        return verdict;
      }
      this.#apply(verdict);
      return undefined;
    });
  }

  /** What is found, and what else a check would do about it is left undone. */
  async report(): Promise<Fault | undefined> {
    return this.#inTurn(async () => this.#judge());
  }

  /**
   * Compares from time to time until it is stopped. What cannot be read says nothing: it takes
   * nobody's right to sign, and gives it to nobody.
   */
  async watch(intervalMs: number, signal: AbortSignal): Promise<void> {
    const { platform, telemetry } = this.#parts;
    return watchRegularly({
      platform,
      intervalMs,
      signal,
      look: async () => this.#look(),
      onBroken: (cause) => {
        const message = `the history of the wallet is watched no more: ${reasonOf(cause)}`;
        telemetry.event('error', 'execution.wallet.unwatched', { message });
      },
    });
  }

  async #look(): Promise<void> {
    await this.#inTurn(async () => {
      const verdict = await this.#judge();
      if (verdict?.code !== 'RPC__UNAVAILABLE') this.#apply(verdict);
    });
  }

  /**
   * Writes down that a person takes the wallet's history up to now for accounted for.
   *
   * @returns `RPC__UNAVAILABLE` when it cannot be read; then nothing is written.
   */
  async adopt({ reason, by }: Pick<Adoption, 'reason' | 'by'>): Promise<Adoption | Fault> {
    return this.#inTurn(async () => {
      const { wallet, nodes, journal, nowMs } = this.#parts;
      const before = readMark(journal);
      const history = await readNewHistory(nodes, { wallet, mark: before }, 1);
      if (isFault(history)) return history;
      const mark = newMark(history.views) ?? before;
      const isAfter = ({ slot, signature }: { slot: bigint; signature: string }): boolean =>
        mark === undefined || (slot >= mark.slot && signature !== mark.signature);
      const after = history.views.flat().filter(isAfter);
      const adoption: Adoption = {
        number: readAdoptions(journal).length + 1,
        atMs: nowMs(),
        by,
        reason,
        ...(mark && { newestSignature: mark.signature, newestSlot: String(mark.slot) }),
        alsoAdopted: [...new Set(after.map(({ signature }) => signature))].filter(
          (signature) => !journal.hasSignature(signature),
        ),
      };
      writeAdoption(journal, adoption);
      await journal.durable();
      this.#apply(undefined);
      const message = `${by} adopted the history of ${wallet}: ${reason}`;
      this.#parts.telemetry.event('info', 'execution.journal.adopted', { message });
      return adoption;
    });
  }

  async #judge(): Promise<Fault | undefined> {
    const { wallet, nodes, journal } = this.#parts;
    const { path } = journal;
    const mark = readMark(journal);
    const history = await readNewHistory(nodes, { wallet, mark }, PAGES_MAX);
    if (isFault(history)) return history;
    const adopted = new Set(readAdoptions(journal).flatMap(({ alsoAdopted }) => alsoAdopted));
    const reclaims = new Set(readReclaims(journal).map(({ signature }) => signature));
    const verdict = await judgeHistory(
      {
        nodes,
        wallet,
        isOwn: (signature) =>
          adopted.has(signature) || reclaims.has(signature) || journal.hasSignature(signature),
        strangers: this.#strangers,
      },
      history,
    );
    if (verdict.kind === 'foreign') {
      const { signatures: all } = verdict;
      const context = { wallet, path, signatures: all.slice(0, SHOWN_MAX), total: all.length };
      const isEmpty = journal.list({ limit: 1 }).length === 0;
      return fault(isEmpty ? 'JOURNAL__HISTORY_MISSING' : 'JOURNAL__FOREIGN_SIGNATURES', context);
    }
    if (!history.isWhole) {
      const entriesMax = PAGES_MAX * PAGE_ENTRIES_MAX;
      return fault('JOURNAL__HISTORY_TOO_LONG', { wallet, path, entriesMax });
    }
    if (verdict.kind === 'unknown') return verdict.problem;
    if (verdict.mark !== undefined) writeMark(journal, verdict.mark);
    this.#forgetOldest();
    return undefined;
  }

  /** Lets the wallet sign, or says aloud and once why it does not. */
  #apply(problem: Fault | undefined): void {
    const { hold, telemetry } = this.#parts;
    for (const code of HISTORY_CODES) {
      if (code !== problem?.code) hold.lift(code);
    }
    const isNew = this.#reported !== problem?.code;
    this.#reported = problem?.code;
    if (problem === undefined) return;
    hold.set(problem);
    if (isNew) {
      telemetry.event('error', 'execution.wallet.foreign', { message: problem.message });
    }
  }

  #forgetOldest(): void {
    for (const signature of this.#strangers) {
      if (this.#strangers.size <= STRANGERS_MAX) return;
      this.#strangers.delete(signature);
    }
  }
}
