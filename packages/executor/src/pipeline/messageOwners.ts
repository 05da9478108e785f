import { getBase64Decoder, getBase64Encoder } from '@solana/kit';

import type { TradeRecord } from '../journal/tradeRecord.ts';
import { messageOfWire } from '../transaction/wireTransaction.ts';

/**
 * Which trade each message was made for. The same bytes are the same signature: a second trade that
 * signed them would be told what became of the first, and move nothing itself.
 */
export interface MessageOwners {
  /**
   * Takes a message for a trade.
   *
   * @returns false when another trade has it.
   */
  claim(tradeId: string, messageBytes: Uint8Array): boolean;
}

/**
 * Messages that are remembered: more than are made in the seconds that a blockhash, which is in every
 * message, is used for. Each takes one to two kilobytes.
 */
const MESSAGES_MAX = 1_024;

/**
 * Makes the memory of a process.
 *
 * @param recentTrades - Newest trades of the journal, newest first: what an earlier process signed
 * seconds ago has a blockhash that may still be used. Asked once, before the first message is taken.
 */
export function createMessageOwners(
  recentTrades: (limit: number) => readonly TradeRecord[],
): MessageOwners {
  const owners = new Map<string, string>();
  let isTold = false;
  const take = (tradeId: string, message: string): string => {
    const owner = owners.get(message) ?? tradeId;
    owners.set(message, owner);
    const [oldest] = owners.keys();
    if (owners.size > MESSAGES_MAX && oldest !== undefined) owners.delete(oldest);
    return owner;
  };
  return {
    claim: (tradeId, messageBytes) => {
      if (!isTold) {
        for (const trade of recentTrades(MESSAGES_MAX).toReversed()) {
          for (const message of messagesOf(trade)) take(trade.tradeId, message);
        }
        isTold = true;
      }
      return take(tradeId, getBase64Decoder().decode(messageBytes)) === tradeId;
    },
  };
}

/** Every message of a trade that was signed, or that a remote signer was asked for. */
function messagesOf({ attempts, prepared = [] }: TradeRecord): readonly string[] {
  const signed = attempts.map(({ wireBase64 }) =>
    getBase64Decoder().decode(
      messageOfWire(Uint8Array.from(getBase64Encoder().encode(wireBase64))),
    ),
  );
  return [...signed, ...prepared.map(({ messageBase64 }) => messageBase64)];
}
