import type { RpcCall } from '../proxy/exchange.ts';
import { isJsonRecord, type JsonRecord, type JsonValue } from '../proxy/jsonValue.ts';
import type { ChainReader, SlotCommitment } from './chainReader.ts';

/** A call as a node that lags by so many slots has to answer it. */
export interface ViewCall {
  readonly method: string;
  readonly params: readonly JsonValue[];
  readonly lagSlots: bigint;
  readonly chain: ChainReader;
}

/** Changes the result of a call. @returns the same object when nothing has to change */
export type ResultRewriter = (result: JsonValue, call: ViewCall) => JsonValue | Promise<JsonValue>;

/** Reads the options of a call: its last parameter, when that is an object. */
export function configOf({ params }: Pick<RpcCall, 'params'>): JsonRecord {
  const last = params.at(-1);
  return isJsonRecord(last) ? last : {};
}

/**
 * The commitment a call asks for. Nodes take none for `finalized`, and so does this. The embedded
 * chain is at most one slot from `processed` to `confirmed`, so the two are told as one.
 */
export function commitmentOf(call: Pick<RpcCall, 'params'>): SlotCommitment {
  const { commitment } = configOf(call);
  return commitment === 'processed' || commitment === 'confirmed' ? 'processed' : 'finalized';
}

/** The newest slot that exists for the call, told from the newest one of the chain. */
export async function visibleSlot(call: ViewCall, newestSlot: bigint): Promise<bigint> {
  const slot =
    commitmentOf(call) === 'finalized' ? await call.chain.readSlot('finalized') : newestSlot;
  return subtract(slot, call.lagSlots);
}

/** Whether a call is about the newest slot there is, where the chain's own answer is right. */
export function isOfNewest(call: ViewCall): boolean {
  return call.lagSlots === 0n && commitmentOf(call) === 'processed';
}

/** Tells whether what happened in a slot exists for the call. */
export async function isVisible(call: ViewCall, slot: bigint): Promise<boolean> {
  if (isOfNewest(call)) return true;
  return call.chain.hasReached(commitmentOf(call), slot + call.lagSlots);
}

/** Takes away without going below zero, as heights and slots do. */
export function subtract(value: bigint, by: bigint): bigint {
  return value > by ? value - by : 0n;
}
