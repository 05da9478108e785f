import type { Fault } from '@quantbot/core';
import type { z } from 'zod';

import type { LocalSockets } from '../platform/executorPlatform.ts';
import type { ControlIdentity } from './controlIdentity.ts';
import {
  ANSWER_BYTES_MAX,
  CONTROL_PROTOCOL,
  controlAnswer,
  decodeMessage,
  encodeMessage,
  type ControlCommand,
} from './controlMessages.ts';

/** Where the owner is, and who asks. */
export interface OwnerAddress {
  readonly sockets: LocalSockets;
  readonly directory: string;
  readonly caller: ControlIdentity;
}

/** A command, what its answer looks like and how long it may take. */
export interface OwnerQuestion<Value> {
  readonly command: ControlCommand;
  readonly answer: z.ZodType<Value>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What the owner said, or that it said nothing. */
export type OwnerAnswer<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'refused'; readonly fault: Fault }
  /** Nothing was handed over. */
  | { readonly kind: 'nobody'; readonly reason: string }
  /** The owner may have done it. */
  | { readonly kind: 'lost'; readonly reason: string };

/** Asks the process that owns the data directory, once. */
export async function askOwner<Value>(
  { sockets, directory, caller }: OwnerAddress,
  question: OwnerQuestion<Value>,
): Promise<OwnerAnswer<Value>> {
  const { command, timeoutMs, signal } = question;
  const outcome = await sockets.call({
    directory,
    path: `/v${CONTROL_PROTOCOL}/${command.name}`,
    body: encodeMessage({ protocol: CONTROL_PROTOCOL, caller, command }),
    answerBytesMax: ANSWER_BYTES_MAX,
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  return outcome.kind === 'answered' ? readAnswer(outcome.reply.body, question) : outcome;
}

function readAnswer<Value>(body: string, { answer }: OwnerQuestion<Value>): OwnerAnswer<Value> {
  try {
    const message = controlAnswer.parse(decodeMessage(body));
    if ('fault' in message) return { kind: 'refused', fault: message.fault };
    return { kind: 'value', value: answer.parse(message.value) };
  } catch {
    // It was handed over, so it may have been done; what came back says neither.
    return { kind: 'lost', reason: 'the answer is not one of this version' };
  }
}
