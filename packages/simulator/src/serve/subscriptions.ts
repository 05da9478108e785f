import type { SeenCommitment } from '@quantbot/executor/simulation';
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';

import type { ModelNode } from '../model/modelNode.ts';
import { RPC_ERROR_CODE } from './rpcRefusal.ts';

/** WebSocket subscriptions of one node. */
export interface Subscriptions {
  /** Takes a socket that a client opened. */
  accept(socket: WebSocket): void;
  /** Tells subscribers what a slot brought. */
  notify(): Promise<void>;
}

const socketCall = z.object({
  id: z.union([z.string(), z.number(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
const commitmentOption = z
  .object({ commitment: z.enum(['processed', 'confirmed', 'finalized']).default('finalized') })
  .prefault({});

const REACHED: Readonly<Record<SeenCommitment, number>> = {
  processed: 0,
  confirmed: 1,
  finalized: 2,
};
const SIGNATURES_PER_LOOK = 256;

interface SignatureSubscription {
  readonly socket: WebSocket;
  readonly signature: string;
  readonly commitment: SeenCommitment;
}

/** Makes the subscriptions of a node: to signatures, each told once, and to slots. */
export function createSubscriptions(node: ModelNode): Subscriptions {
  const signatures = new Map<number, SignatureSubscription>();
  const slots = new Map<number, WebSocket>();
  let count = 0;
  const run = (socket: WebSocket, method: string, params: readonly unknown[]): unknown => {
    switch (method) {
      case 'signatureSubscribe': {
        const { commitment } = commitmentOption.parse(params[1]);
        const signature = z.string().parse(params[0]);
        signatures.set((count += 1), { socket, signature, commitment });
        return count;
      }
      case 'slotSubscribe':
        slots.set((count += 1), socket);
        return count;
      case 'signatureUnsubscribe':
        return signatures.delete(Number(params[0]));
      case 'slotUnsubscribe':
        return slots.delete(Number(params[0]));
      default:
        return undefined;
    }
  };
  return {
    accept: (socket) => {
      socket.on('message', (data) => {
        socket.send(answer(textOf(data), (method, params) => run(socket, method, params)));
      });
      socket.on('close', () => {
        for (const [id, held] of signatures) if (held.socket === socket) signatures.delete(id);
        for (const [id, held] of slots) if (held === socket) slots.delete(id);
      });
    },
    notify: async () => {
      if (node.behaviour.availability !== 'up') return;
      const slot = node.viewSlot();
      for (const [subscription, socket] of slots) {
        const result = { slot: Number(slot), parent: Number(slot - 1n), root: Number(slot - 31n) };
        tell(socket, { method: 'slotNotification', subscription, result });
      }
      await notifySignatures(node, signatures);
    },
  };
}

async function notifySignatures(
  node: ModelNode,
  signatures: Map<number, SignatureSubscription>,
): Promise<void> {
  const all = [...signatures];
  for (let start = 0; start < all.length; start += SIGNATURES_PER_LOOK) {
    const page = all.slice(start, start + SIGNATURES_PER_LOOK);
    const names = page.map(([, { signature }]) => signature);
    const { slot, statuses } = await node.signatureStatuses(names, { searchHistory: false });
    for (const [index, [subscription, { socket, commitment }]] of page.entries()) {
      const status = statuses[index];
      if (status === null || status === undefined) continue;
      if (REACHED[status.commitment] < REACHED[commitment]) continue;
      signatures.delete(subscription);
      const err: unknown = status.error === null ? null : JSON.parse(status.error);
      const result = { context: { slot: Number(slot) }, value: { err } };
      tell(socket, { method: 'signatureNotification', subscription, result });
    }
  }
}

function tell(
  socket: WebSocket,
  { method, ...params }: { method: string; subscription: number; result: object },
): void {
  if (socket.readyState === socket.OPEN) {
    socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }
}

function answer(
  text: string,
  run: (method: string, params: readonly unknown[]) => unknown,
): string {
  const parsed = socketCall.safeParse(parseJson(text));
  if (!parsed.success) {
    const error = { code: RPC_ERROR_CODE.request, message: 'Not a JSON-RPC 2.0 call' };
    return JSON.stringify({ jsonrpc: '2.0', error, id: null });
  }
  const { id, method, params } = parsed.data;
  const result = run(method, params);
  if (result !== undefined) return JSON.stringify({ jsonrpc: '2.0', result, id });
  const error = { code: RPC_ERROR_CODE.method, message: `Method not found: ${method}` };
  return JSON.stringify({ jsonrpc: '2.0', error, id });
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
