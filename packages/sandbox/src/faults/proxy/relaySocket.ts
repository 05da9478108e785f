import { WebSocket, type RawData } from 'ws';

import { lieAboutStatus } from '../lies/lieAboutStatus.ts';
import type { FaultAction } from '../plan/faultAction.ts';
import type { ChosenFault, FaultDirector, FaultSubject } from '../plan/faultDirector.ts';
import { malform, swapTypes } from './corruptReply.ts';
import { stringifyJson } from './jsonValue.ts';
import { errorBody } from './reply.ts';
import { faultsOf, waitOut } from './runExchange.ts';
import type { SlotFeed } from './slotFeed.ts';
import { changeNotification, readSocketMessage, type SocketMessage } from './socketMessage.ts';

/** What a socket is relayed with. */
export interface SocketParts {
  readonly upstreamUrl: string;
  readonly operator: string;
  readonly director: FaultDirector;
  readonly slots: SlotFeed;
}

/** Sent with a message: what goes wrong on the way, and how to get it out. */
interface Delivery {
  readonly chosen: readonly ChosenFault[];
  readonly slots: SlotFeed;
  readonly send: () => void;
}

const NORMAL_CLOSURE = 1000;
const CLOSE_CODE_MIN = 1000;
const CLOSE_CODES_NOT_SENT: ReadonlySet<number> = new Set([1005, 1006, 1015]);

/** Relays a client's socket to the chain and back, with the faults the plan has for messages. */
export function relaySocket(client: WebSocket, parts: SocketParts): void {
  const upstream = new WebSocket(parts.upstreamUrl, { perMessageDeflate: false });
  const waiting: string[] = [];
  const silenceOnAnswer = new Map<string, ChosenFault>();
  const silenced = new Set<string>();

  const sendUp = (text: string) => {
    if (upstream.readyState === WebSocket.OPEN) upstream.send(text);
    else waiting.push(text);
  };
  const sendDown = (text: string) => {
    if (client.readyState === WebSocket.OPEN) client.send(text);
  };
  upstream.on('open', () => {
    for (const text of waiting.splice(0)) upstream.send(text);
  });

  client.on('message', (data) => {
    const text = textOf(data);
    const message = readSocketMessage(text);
    const chosen = choose(parts, message);
    const send = () => sendUp(text);
    if (message.kind !== 'call') return deliver({ chosen: [], slots: parts.slots, send });
    for (const silence of faultsOf(chosen, 'silence')) {
      silenceOnAnswer.set(stringifyJson(message.id), silence);
    }
    const [refusal] = faultsOf(chosen, 'rpcError');
    if (refusal !== undefined) {
      refusal.record();
      return sendDown(stringifyJson(errorBody(message, refusal.action)));
    }
    if (closeOn(client, chosen)) return;
    const onTheWay = chosen.filter(({ action }) => action.kind !== 'lag');
    deliver({ chosen: onTheWay, slots: parts.slots, send });
  });

  upstream.on('message', (data) => {
    const text = textOf(data);
    const message = readSocketMessage(text);
    if (message.kind === 'answer') {
      const silence = silenceOnAnswer.get(stringifyJson(message.id));
      if (silence !== undefined && message.result !== undefined) {
        silenceOnAnswer.delete(stringifyJson(message.id));
        silenced.add(stringifyJson(message.result));
        silence.record();
      }
    }
    if (message.kind !== 'notification') return sendDown(text);
    if (silenced.has(stringifyJson(message.subscription))) return;
    const chosen = choose(parts, message);
    if (closeOn(client, chosen)) return;
    const altered = alterNotification(text, message.method, chosen);
    deliver({ chosen, slots: parts.slots, send: () => sendDown(altered) });
  });

  tieTogether(client, upstream);
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');
}

function choose(
  { director, operator }: SocketParts,
  message: SocketMessage,
): readonly ChosenFault[] {
  if (message.kind !== 'call' && message.kind !== 'notification') return [];
  const subject: FaultSubject = { target: 'ws', operator, method: message.method };
  return director.choose(subject);
}

function closeOn(client: WebSocket, chosen: readonly ChosenFault[]): boolean {
  const [fault] = faultsOf(chosen, 'closeSocket');
  if (fault === undefined) return false;
  fault.record();
  closeSocket(client, fault.action.code);
  return true;
}

/** Closes a socket with a code, or like a cable that was cut. */
export function closeSocket(socket: WebSocket, code: number | undefined): void {
  if (code === undefined || CLOSE_CODES_NOT_SENT.has(code)) socket.terminate();
  else socket.close(code);
}

function deliver(delivery: Delivery): void {
  // Without faults a message must not be overtaken, so it goes at once.
  if (delivery.chosen.length === 0) return delivery.send();
  void deliverWithFaults(delivery);
}

async function deliverWithFaults({ chosen, slots, send }: Delivery): Promise<void> {
  const leaves: (() => void)[] = [];
  for (const delay of faultsOf(chosen, 'delay')) await waitOut(delay);
  for (const { action, record } of faultsOf(chosen, 'lag')) {
    record();
    await slots.waitSlots(action.slots);
  }
  for (const { gate, record } of faultsOf(chosen, 'reorder')) {
    leaves.push(await gate.enter());
    record();
  }
  const [drop] = faultsOf(chosen, 'drop');
  if (drop === undefined) {
    send();
    for (const { action, record } of faultsOf(chosen, 'duplicate')) {
      record();
      for (let copy = 1; copy < action.copies; copy += 1) send();
    }
  } else {
    drop.record();
  }
  for (const leave of leaves) leave();
}

function alterNotification(text: string, method: string, chosen: readonly ChosenFault[]): string {
  let altered = text;
  for (const { action, record } of chosen) {
    const changed = alterBy(altered, method, action);
    if (changed === altered) continue;
    record();
    altered = changed;
  }
  return altered;
}

function alterBy(text: string, method: string, action: FaultAction): string {
  if (action.kind === 'malformed') return malform(text, action.how);
  if (action.kind === 'wrongTypes') return changeNotification(text, swapTypes);
  if (action.kind !== 'lieStatus') return text;
  return changeNotification(text, (result) => lieAboutStatus(method, result, action));
}

/** Either end going away takes the other with it, with its reason. */
function tieTogether(client: WebSocket, upstream: WebSocket): void {
  const pass = (other: WebSocket) => (code: number) => {
    if (other.readyState === WebSocket.CONNECTING || CLOSE_CODES_NOT_SENT.has(code)) {
      other.terminate();
    } else {
      other.close(code >= CLOSE_CODE_MIN ? code : NORMAL_CLOSURE);
    }
  };
  client.on('close', pass(upstream));
  upstream.on('close', pass(client));
  client.on('error', () => client.terminate());
  upstream.on('error', () => upstream.terminate());
}
