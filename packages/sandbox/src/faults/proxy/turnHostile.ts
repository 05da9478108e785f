import type { FaultAction, FaultOf } from '../plan/faultAction.ts';
import { SWAP_ACCOUNT } from '../../program/swapInstruction.ts';
import type { Reply } from './exchange.ts';
import { isJsonRecord, parseJson, stringifyJson, type JsonValue } from './jsonValue.ts';
import { withBody } from './reply.ts';

const AMOUNT_IN_AT = 1;
const MINIMUM_OUT_AT = 9;
/** Long enough for both amounts. */
const DATA_BYTES_MIN = 17;
const TENFOLD = 10n;

/** What the parts of a swap instruction are, as the venue writes them. */
interface Swap {
  readonly data: Buffer;
  readonly accounts: readonly JsonValue[];
}

/**
 * Makes the swap instruction of a venue's answer another one than its quote tells of.
 *
 * @returns the same object when the action is none of the kind, or the answer holds no such swap
 */
export function turnHostile(reply: Reply, action: FaultAction): Reply {
  if (action.kind !== 'hostileSwap') return reply;
  const answer = parseJson(reply.body.toString('utf8'));
  if (!isJsonRecord(answer)) return reply;
  const instruction = answer['swapInstruction'];
  if (!isJsonRecord(instruction)) return reply;
  const { data, accounts } = instruction;
  if (typeof data !== 'string' || !Array.isArray(accounts)) return reply;
  const swap = { data: Buffer.from(data, 'base64'), accounts };
  if (swap.data.length < DATA_BYTES_MIN) return reply;
  const turned = turn(swap, action.how);
  const swapInstruction = {
    ...instruction,
    data: turned.data.toString('base64'),
    accounts: [...turned.accounts],
  };
  return withBody(reply, stringifyJson({ ...answer, swapInstruction }));
}

function turn({ data, accounts }: Swap, how: FaultOf<'hostileSwap'>['how']): Swap {
  switch (how) {
    case 'noMinimum':
      data.writeBigUInt64LE(0n, MINIMUM_OUT_AT);
      return { data, accounts };
    case 'tenfoldInput':
      data.writeBigUInt64LE(data.readBigUInt64LE(AMOUNT_IN_AT) * TENFOLD, AMOUNT_IN_AT);
      return { data, accounts };
    case 'toStranger': {
      // The pool's own vault of that mint is an account that exists and is not the wallet's.
      const stranger = accounts[SWAP_ACCOUNT.destinationVault] ?? null;
      return { data, accounts: accounts.with(SWAP_ACCOUNT.destination, stranger) };
    }
    default:
      return how satisfies never;
  }
}
