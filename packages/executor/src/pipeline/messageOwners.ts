import { getBase64Decoder } from '@solana/kit';

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

/** Makes the memory of a process that has signed nothing. */
export function createMessageOwners(): MessageOwners {
  const owners = new Map<string, string>();
  return {
    claim: (tradeId, messageBytes) => {
      const message = getBase64Decoder().decode(messageBytes);
      const owner = owners.get(message) ?? tradeId;
      owners.set(message, owner);
      const [oldest] = owners.keys();
      if (owners.size > MESSAGES_MAX && oldest !== undefined) owners.delete(oldest);
      return owner === tradeId;
    },
  };
}
