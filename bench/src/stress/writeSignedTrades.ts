import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { createTokenAddress, fingerprintRequest, type AnyExecutionRequest } from '@quantbot/core';
import { createNodePlatform } from '@quantbot/executor';
import { openSqliteJournal } from '@quantbot/executor/simulation';
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  compileTransaction,
  createTransactionMessage,
  getBase58Decoder,
  getBase64Decoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  type Blockhash,
} from '@solana/kit';

/** What to write into a journal. */
export interface DeadTradesPlan {
  readonly trades: number;
  readonly dataDirectory: string;
  readonly wallet: string;
  readonly keypairPath: string;
  readonly mints: readonly string[];
  /** A blockhash and what was known when the trades were signed with it. */
  readonly blockhash: string;
  readonly signedAtSlot: bigint;
  readonly lastValidBlockHeight: bigint;
}

/** Allowance of the executor above the claimed end of a blockhash, in blocks. */
const DEATH_ALLOWANCE_BLOCKS = 32n;
const SYSTEM_PROGRAM = address('11111111111111111111111111111111');
/** DER wrapping of a raw Ed25519 seed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const TRADES_PER_TURN = 500;

/**
 * Writes trades as a process leaves them that was killed right after it had signed them: each with
 * one attempt of which no byte has left.
 */
export async function writeSignedTrades(plan: DeadTradesPlan): Promise<void> {
  const nowMs = (): number => Date.now();
  const platform = createNodePlatform();
  const { dataDirectory: directory, wallet } = plan;
  const journal = await openSqliteJournal({ directory, platform, nowMs, lockWaitMs: 0 });
  try {
    const lease = journal.lease(wallet);
    if (lease.kind === 'fenced') throw new Error('The journal has another owner.');
    const key = readKey(plan.keypairPath);
    for (let number = 0; number < plan.trades; number += 1) {
      const tradeId = `trade-${number}`;
      const request = requestOf(plan, number);
      journal.admit({
        tradeId,
        leaseEpoch: lease.epoch,
        received: {
          name: 'TradeReceived',
          key: `resume-${number}`,
          keyDerived: false,
          mode: 'live',
          wallet,
          request,
          fingerprint: fingerprintRequest(request),
          deadlineAtMs: nowMs() - 1,
        },
        decide: () => ({ name: 'TradeAdmitted' }),
      });
      const { version = 0 } = journal.history(tradeId)?.trade ?? {};
      const signed = { name: 'AttemptSigned', attempt: attemptOf(plan, key, number) } as const;
      const append = { tradeId, expectedVersion: version, leaseEpoch: lease.epoch };
      const outcome = journal.append({ ...append, events: [signed] });
      if (outcome.kind !== 'ok') throw new Error(`${tradeId} is ${outcome.kind}.`);
      if (number % TRADES_PER_TURN === 0) await journal.durable();
    }
    await journal.durable();
  } finally {
    journal.close();
  }
}

function requestOf({ mints }: DeadTradesPlan, number: number): AnyExecutionRequest {
  const tokenAddress = createTokenAddress(mints[number % mints.length] ?? '');
  return { tokenAddress, chain: 'solana', side: 'buy', amount: 0.001, lanePolicy: 'rpc-only' };
}

function readKey(path: string): KeyObject {
  const seed = Uint8Array.from(JSON.parse(readFileSync(path, 'utf8')) as number[]).subarray(0, 32);
  const key = Buffer.concat([PKCS8_PREFIX, seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function attemptOf(plan: DeadTradesPlan, key: KeyObject, number: number) {
  const { wire, signature } = signedTransfer(plan, key, number);
  return {
    number: 1,
    signature,
    wireBase64: getBase64Decoder().decode(wire),
    blockhash: plan.blockhash,
    deathHeight: String(plan.lastValidBlockHeight + DEATH_ALLOWANCE_BLOCKS),
    signedAtSlot: String(plan.signedAtSlot),
    tokenDecimals: 6,
    tokenProgram: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
    amountIn: '1000000',
    quotedOut: '1000',
    minimumOut: '990',
    baseFeeLamports: '5000',
    priorityFeeLamports: '0',
    tipLamports: '0',
    tokenAccount: plan.wallet,
    wrappedSolAccount: plan.wallet,
    venue: 'model',
    slippageBps: 100,
  };
}

/** A transaction of the wallet that the network would run: a transfer to itself. */
function signedTransfer({ wallet, blockhash }: DeadTradesPlan, key: KeyObject, lamports: number) {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, BigInt(lamports), true);
  const payer = address(wallet);
  const accounts = [
    { address: payer, role: AccountRole.WRITABLE_SIGNER },
    { address: payer, role: AccountRole.WRITABLE },
  ];
  const lifetime = { blockhash: blockhash as Blockhash, lastValidBlockHeight: 0n };
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayer(payer, empty),
    (paid) => setTransactionMessageLifetimeUsingBlockhash(lifetime, paid),
    (alive) =>
      appendTransactionMessageInstructions(
        [{ programAddress: SYSTEM_PROGRAM, accounts, data }],
        alive,
      ),
  );
  const messageBytes = new Uint8Array(compileTransaction(message).messageBytes);
  const signature = new Uint8Array(sign(null, messageBytes, key));
  return {
    wire: Uint8Array.from([1, ...signature, ...messageBytes]),
    signature: getBase58Decoder().decode(signature),
  };
}
