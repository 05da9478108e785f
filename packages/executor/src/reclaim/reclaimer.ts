import { fault, isFault, type Fault } from '@quantbot/core';
import { getBase64Decoder, getBase64Encoder } from '@solana/kit';

import { approveReclaim } from '../approve/approveReclaim.ts';
import type { TransactionReading } from '../chain/chainNode.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import type { FreshBlockhash } from '../facts/chainFacts.ts';
import type { Journal } from '../journal/journal.ts';
import type { NoteReader } from '../journal/readNote.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { signAttempt } from '../sign/signAttempt.ts';
import type { ApprovedTransaction } from '../transaction/approvedTransaction.ts';
import { BASE_FEE_LAMPORTS } from '../transaction/feeBudget.ts';
import { unsignedWire } from '../transaction/wireTransaction.ts';
import { buildReclaim, CLOSED_AT_ONCE_MAX } from './buildReclaim.ts';
import type { JudgedTokenAccount } from './judgeTokenAccount.ts';
import { listTokenAccounts } from './listTokenAccounts.ts';
import { readReclaims, writeReclaim, type ReclaimRecord } from './reclaimNotes.ts';

/** What a reclaimer works with. */
export interface ReclaimerTools {
  readonly parts: ExecutorParts;
  readonly journal: Journal;
}

/** The hold while a reclaim is on its way. */
const RUNNING = 'RECLAIM__RUNNING';

/** A reclaim has no prepared state: nobody could tell what became of a signature that is late. */
const REMOTE_SIGNER =
  'the key is with a remote signer, which signs trades alone: a sell with sellPortionBps 10000 ' +
  'closes its account, and a process that has the key itself can reclaim the others';

/** Milliseconds between two looks for the end of a reclaim. */
const LOOK_INTERVAL_MS = 1_000;

/**
 * Closes token accounts that lock lamports for nothing. While a reclaim is signed and its end is not
 * known the wallet signs nothing else, so no trade counts on an account that is about to go.
 */
export class Reclaimer {
  readonly #tools: ReclaimerTools;
  #isStarting = false;
  /** Number of the reclaim that is followed. */
  #followed: number | undefined;

  constructor(tools: ReclaimerTools) {
    this.#tools = tools;
  }

  /**
   * Signs one transaction that closes what may be closed, and sees it through in the background.
   *
   * @returns `undefined` when there is nothing to close.
   */
  async start(): Promise<ReclaimRecord | Fault | undefined> {
    const { parts } = this.#tools;
    if (parts.config.dryRun) return notNow('this process rehearses and signs nothing');
    if (this.#isStarting) return notNow('another reclaim begins');
    if (parts.signer.kind === 'remote') return notNow(REMOTE_SIGNER);
    const held = parts.hold.reason() ?? parts.strangers.fault();
    if (held !== undefined) return held;
    this.#isStarting = true;
    parts.hold.set(fault(RUNNING, { wallet: parts.signer.address }));
    try {
      const record = await this.#sign();
      if (record === undefined || isFault(record)) parts.hold.lift(RUNNING);
      else this.#follow(record, { isRepeat: false });
      return record;
    } catch (cause) {
      // Before the record nothing is signed that could matter; after it the next start follows.
      if (openReclaim(this.#tools.journal) === undefined) parts.hold.lift(RUNNING);
      throw cause;
    } finally {
      this.#isStarting = false;
    }
  }

  /** Takes a reclaim up that an earlier process has signed. */
  followFound(): void {
    const { parts, journal } = this.#tools;
    const found = openReclaim(journal);
    if (found === undefined || this.#isStarting || this.#followed === found.number) return;
    parts.hold.set(fault(RUNNING, { wallet: parts.signer.address }));
    this.#follow(found, { isRepeat: true });
  }

  async #sign(): Promise<ReclaimRecord | Fault | undefined> {
    const { parts, journal } = this.#tools;
    const { pool, signer, chainFacts, config } = parts;
    if (signer.kind === 'remote') return notNow(REMOTE_SIGNER);
    const wallet = signer.address;
    const busy = this.#refusal();
    if (busy !== undefined) return busy;
    const openTrades = () => journal.openTrades();
    const [listed, blockhash] = await Promise.all([
      listTokenAccounts({ pool, wallet, openTrades }),
      chainFacts.blockhash.fresh(),
    ]);
    if (isFault(listed)) return listed;
    if (isFault(blockhash)) return blockhash;
    const accounts = listed
      .filter(({ verdict }) => verdict === 'closable')
      .slice(0, CLOSED_AT_ONCE_MAX);
    if (accounts.length === 0) return undefined;
    const approved = await this.#approve(accounts, blockhash);
    if (isFault(approved)) return approved;
    const { signature, wire } = await signAttempt(signer, approved);
    // Asked again in the turn of the record: nothing can come between this and the commit.
    const late = this.#refusal();
    if (late !== undefined) return late;
    const record: ReclaimRecord = {
      number: readReclaims(journal).length + 1,
      status: 'signed',
      atMs: config.clock.nowMs(),
      accounts: accounts.map(({ address }) => address),
      signature,
      wireBase64: getBase64Decoder().decode(wire),
      blockhash: blockhash.blockhash,
      deathHeight: String(blockhash.deathHeight),
      signedAtSlot: String(blockhash.slot),
      slot: '0',
      lamports: String(-BASE_FEE_LAMPORTS),
    };
    writeReclaim(journal, record);
    await journal.durable();
    // ══ the point of no return: signature and bytes are durable, and only now may a byte leave ══
    return record;
  }

  async #approve(
    accounts: readonly JudgedTokenAccount[],
    blockhash: FreshBlockhash,
  ): Promise<ApprovedTransaction | Fault> {
    const { pool, signer } = this.#tools.parts;
    const wallet = signer.address;
    const bytes = buildReclaim(wallet, accounts, blockhash);
    const simulated = await pool.ask('simulateTransaction', async (node) =>
      node.simulate(unsignedWire(bytes), []),
    );
    if (isFault(simulated)) return simulated;
    const { error: reason, logs } = simulated;
    if (reason !== null) return fault('SIMULATE__FAILED', { reason, logs });
    return approveReclaim(bytes, {
      wallet,
      blockhash: blockhash.blockhash,
      accounts: new Map(accounts.map(({ address, tokenProgram }) => [address, tokenProgram])),
    });
  }

  /** Why no reclaim may be signed now. */
  #refusal(): Fault | undefined {
    const { parts, journal } = this.#tools;
    if (parts.closing.aborted) return fault('EXECUTOR__CLOSED');
    const held = parts.hold.reason();
    if (held !== undefined && held.code !== RUNNING) return held;
    const strange = parts.strangers.fault();
    if (strange !== undefined) return strange;
    if (parts.trading.state() === 'halted') return notNow('trading is halted');
    const open = openReclaim(journal);
    if (open !== undefined) return notNow(`${open.signature} has not ended`);
    const trade = journal.openTrades().find(({ mode }) => mode === 'live');
    return trade && notNow(`trade ${trade.key} is open`);
  }

  #follow(record: ReclaimRecord, { isRepeat }: { readonly isRepeat: boolean }): void {
    const { parts } = this.#tools;
    this.#followed = record.number;
    parts.background.run(`reclaim ${record.signature}`, async () => {
      const submission = parts.sends.start({
        tradeId: `reclaim-${record.number}`,
        wire: new Uint8Array(getBase64Encoder().encode(record.wireBase64)),
        endpoints: parts.lanes.rpc.endpoints,
        isRepeat,
        onAnswer: () => undefined,
        onSkip: () => undefined,
        onFirstRound: () => undefined,
      });
      try {
        await this.#awaitEnd(record);
      } finally {
        submission.stop();
      }
    });
  }

  async #awaitEnd(record: ReclaimRecord): Promise<void> {
    const { parts, journal } = this.#tools;
    for (;;) {
      const ended = (await this.#findLanding(record)) ?? (await this.#findDeath(record));
      if (ended !== undefined) {
        writeReclaim(journal, ended);
        await journal.durable();
        parts.hold.lift(RUNNING);
        const message = `reclaim ${ended.signature} of ${ended.accounts.length} accounts: ${ended.status}`;
        parts.telemetry.event('info', 'execution.wallet.reclaimed', { message });
        return;
      }
      await parts.config.platform.delay(LOOK_INTERVAL_MS, parts.closing);
    }
  }

  /** What it did, once as many operators as are required tell the same of it in a final block. */
  async #findLanding(record: ReclaimRecord): Promise<ReclaimRecord | undefined> {
    const { pool, signer, accounts } = this.#tools.parts;
    const wrapped = await accounts.wrappedSol();
    const readings = await Promise.allSettled(
      pool.nodes.map(async (node) => ({
        operator: node.operator,
        transaction: await node.transaction(record.signature, 'finalized'),
      })),
    );
    const voices = new Map<string, Set<string>>();
    for (const reading of readings) {
      if (reading.status === 'rejected' || reading.value.transaction === null) continue;
      const { operator, transaction } = reading.value;
      const told = JSON.stringify({
        status: transaction.error === null ? 'landed' : 'reverted',
        slot: String(transaction.slot),
        lamports: String(lamportsOf(transaction, [signer.address, wrapped])),
      });
      voices.set(told, (voices.get(told) ?? new Set()).add(operator));
    }
    const required = operatorsRequired(pool.nodes);
    const agreed = [...voices].find(([, agreeing]) => agreeing.size >= required);
    if (agreed === undefined) return undefined;
    return {
      ...record,
      ...(JSON.parse(agreed[0]) as Pick<ReclaimRecord, 'status' | 'slot' | 'lamports'>),
    };
  }

  /**
   * Dead by proof, or past its death with nobody left to prove it. The second ends it as well: what
   * may still land of it closes empty accounts and takes nothing.
   */
  async #findDeath(record: ReclaimRecord): Promise<ReclaimRecord | undefined> {
    const question = { attempt: record, signatures: [record.signature] };
    const { kind } = await this.#tools.parts.proofs.look(question);
    if (kind === 'proven') return { ...record, status: 'expired', lamports: '0' };
    return kind === 'unprovable' ? { ...record, status: 'unproven' } : undefined;
  }
}

/** The reclaim whose end is not known, of which there is at most one. */
function openReclaim(journal: NoteReader): ReclaimRecord | undefined {
  return readReclaims(journal).find(({ status }) => status === 'signed');
}

function notNow(reason: string): Fault {
  return fault('RECLAIM__STATE_NOT_ALLOWED', { reason });
}

/** Change of the wallet's lamports and of the units of its wrapped SOL. */
function lamportsOf(
  transaction: TransactionReading,
  [wallet, wrapped]: readonly [string, string],
): bigint {
  const { accountAddresses, preLamports, postLamports } = transaction;
  const at = accountAddresses.indexOf(wallet);
  const units = (side: TransactionReading['preTokenBalances']): bigint =>
    side.find(({ account }) => account === wrapped)?.amount ?? 0n;
  const isGone = (postLamports[accountAddresses.indexOf(wrapped)] ?? 0n) === 0n;
  const unitsAfter = isGone ? 0n : units(transaction.postTokenBalances);
  return (
    (postLamports[at] ?? 0n) -
    (preLamports[at] ?? 0n) +
    unitsAfter -
    units(transaction.preTokenBalances)
  );
}
