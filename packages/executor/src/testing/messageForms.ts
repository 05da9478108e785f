import {
  readMessage,
  type CompiledInstruction,
  type CompiledMessage,
} from '../approve/readMessage.ts';
import { addressText } from '../transaction/addressText.ts';
import { priorityFeeLamports } from '../transaction/feeBudget.ts';

/** Ways in which the network takes the same message. */
export const MESSAGE_FORMS = ['legacy', 'version 0', 'version 1'] as const;
export type MessageForm = (typeof MESSAGE_FORMS)[number];

const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const VERSION_1 = 0x81;
const MASK = { priorityFee: 0b11, computeUnits: 0b100, loadedBytes: 0b1000, heap: 0b1_0000 };
/** Tags of the compute budget instructions that version 1 says in its header, and their bytes. */
const TAG = { heap: 1, units: 2, price: 3, loaded: 4 } as const;
const BYTES: Readonly<Record<number, number>> = { 1: 5, 2: 5, 3: 9, 4: 5 };

/**
 * Says a message of version 0 that uses no lookup table in another form. For version 1 the first
 * compute budget instruction of each kind moves to the header; any other one stays where it is.
 */
export function inForm(bytes: Uint8Array, form: MessageForm): Uint8Array {
  if (form === 'version 0') return bytes;
  const message = readMessage(bytes);
  if (message?.version !== 0 || message.lookups.length > 0) throw new Error('not a plain message');
  return form === 'legacy' ? bytes.slice(1, -1) : writeVersion1(message);
}

function writeVersion1(message: CompiledMessage): Uint8Array {
  const { staticAccounts } = message;
  const lifted = new Map<number, CompiledInstruction>();
  const instructions = message.instructions.filter((instruction) => {
    const [tag = 0] = instruction.data;
    const program = staticAccounts[instruction.programIndex];
    const isLifted =
      instruction.data.length === BYTES[tag] &&
      !lifted.has(tag) &&
      program !== undefined &&
      addressText(program) === COMPUTE_BUDGET;
    if (isLifted) lifted.set(tag, instruction);
    return !isLifted;
  });
  const fields = headerFields(lifted);
  const parts: ArrayLike<number>[] = [
    [VERSION_1, message.signerCount, message.readonlySignerCount, message.readonlyOtherCount],
    littleEndian(BigInt(fields.reduce((bits, { mask }) => bits | mask, 0)), 4),
    message.blockhash,
    [instructions.length, staticAccounts.length],
    ...staticAccounts,
    ...fields.map(({ value = 0n, bytes }) => littleEndian(value, bytes)),
    ...instructions.map(({ programIndex, accountIndexes, data }) => [
      programIndex,
      accountIndexes.length,
      data.length & 0xff,
      data.length >> 8,
    ]),
    ...instructions.flatMap(({ accountIndexes, data }) => [accountIndexes, data]),
  ];
  return joined(parts);
}

function headerFields(lifted: ReadonlyMap<number, CompiledInstruction>) {
  const figure = (tag: number): bigint | undefined => {
    const data = lifted.get(tag)?.data;
    if (data === undefined) return undefined;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return tag === TAG.price ? view.getBigUint64(1, true) : BigInt(view.getUint32(1, true));
  };
  const [units, price] = [figure(TAG.units), figure(TAG.price)];
  const fee = price === undefined ? undefined : priorityFeeLamports(price, units ?? 0n);
  return [
    { mask: MASK.priorityFee, bytes: 8, value: fee },
    { mask: MASK.computeUnits, bytes: 4, value: units },
    { mask: MASK.loadedBytes, bytes: 4, value: figure(TAG.loaded) },
    { mask: MASK.heap, bytes: 4, value: figure(TAG.heap) },
  ].filter(({ value }) => value !== undefined);
}

function littleEndian(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
