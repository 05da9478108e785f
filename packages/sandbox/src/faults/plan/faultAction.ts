import { z } from 'zod';

/** The longest delay, in milliseconds, that a plan may ask for: longer than any client waits. */
const DELAY_MS_MAX = 600_000;
const COPIES_MAX = 16;
const REORDER_WIDTH_MAX = 64;
const LAG_SLOTS_MAX = 10_000;
const SHARE_BPS_MAX = 1_000_000;

const delayMs = z.int().min(0).max(DELAY_MS_MAX);
/** How a request ends that gets no answer. */
const unanswered = z.enum(['close', 'silence']);
const shift = z.int();

/** One thing that can go wrong, told apart by `kind`. */
export const faultAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), how: unanswered.optional() }),
  z.strictObject({
    kind: z.literal('delay'),
    delayMs,
    jitterMs: delayMs.default(0),
    when: z.enum(['request', 'reply']).default('request'),
  }),
  z.strictObject({ kind: z.literal('duplicate'), copies: z.int().min(2).max(COPIES_MAX) }),
  z.strictObject({
    kind: z.literal('reorder'),
    width: z.int().min(2).max(REORDER_WIDTH_MAX),
    waitMs: delayMs.default(1_000),
  }),
  z.strictObject({
    kind: z.literal('httpError'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.int().min(0).max(3_600).optional(),
    body: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('rpcError'),
    code: z.int(),
    message: z.string(),
    data: z.json().optional(),
  }),
  z.strictObject({
    kind: z.literal('malformed'),
    how: z.enum(['truncated', 'empty', 'html']).default('truncated'),
  }),
  z.strictObject({ kind: z.literal('wrongTypes') }),
  z.strictObject({ kind: z.literal('replaceResult'), result: z.json() }),
  z.strictObject({
    kind: z.literal('hostileSwap'),
    how: z.enum(['noMinimum', 'tenfoldInput', 'toStranger']).default('noMinimum'),
  }),
  z.strictObject({
    kind: z.literal('loseReply'),
    how: z.union([unanswered, z.literal('badGateway')]).default('close'),
  }),
  z.strictObject({ kind: z.literal('swallow') }),
  z.strictObject({ kind: z.literal('lag'), slots: z.int().min(1).max(LAG_SLOTS_MAX) }),
  z.strictObject({ kind: z.literal('shiftHeight'), by: shift }),
  z.strictObject({ kind: z.literal('slotForHeight') }),
  z.strictObject({ kind: z.literal('shiftSlot'), by: shift }),
  z.strictObject({ kind: z.literal('shiftLifetime'), by: shift }),
  z.strictObject({ kind: z.literal('lieBlockhash'), isValid: z.boolean() }),
  z.strictObject({
    kind: z.literal('lieBalance'),
    of: z.enum(['sol', 'tokens']),
    shareBps: z.int().min(0).max(SHARE_BPS_MAX),
  }),
  z.strictObject({
    kind: z.literal('lieStatus'),
    as: z.enum(['missing', 'confirmed', 'finalized', 'failed']),
    of: z.enum(['any', 'landed', 'unlanded']).default('any'),
    err: z.json().optional(),
  }),
  z.strictObject({ kind: z.literal('silence') }),
  z.strictObject({ kind: z.literal('closeSocket'), code: z.int().min(1000).max(4999).optional() }),
]);

/** A fault with its defaults filled in. */
export type FaultAction = z.output<typeof faultAction>;
/** Name of a fault. */
export type FaultKind = FaultAction['kind'];
/** The fault of one kind. */
export type FaultOf<Kind extends FaultKind> = Extract<FaultAction, { kind: Kind }>;

/** What a fault can be injected in front of. */
export const FAULT_TARGETS = ['rpc', 'ws', 'venue', 'blockEngine'] as const;
/** One of the four things the sandbox's clients talk to. */
export type FaultTarget = (typeof FAULT_TARGETS)[number];

const EVERYWHERE = FAULT_TARGETS;
const HTTP = ['rpc', 'venue', 'blockEngine'] as const;
const NODE = ['rpc', 'ws'] as const;

/** Where each fault has a meaning. A plan that asks for it elsewhere is refused. */
export const TARGETS_OF_FAULT: Readonly<Record<FaultKind, readonly FaultTarget[]>> = {
  drop: EVERYWHERE,
  delay: EVERYWHERE,
  duplicate: EVERYWHERE,
  reorder: EVERYWHERE,
  httpError: EVERYWHERE,
  rpcError: ['rpc', 'ws', 'blockEngine'],
  malformed: EVERYWHERE,
  wrongTypes: EVERYWHERE,
  replaceResult: HTTP,
  hostileSwap: ['venue'],
  loseReply: HTTP,
  swallow: ['rpc', 'blockEngine'],
  lag: NODE,
  shiftHeight: ['rpc'],
  slotForHeight: ['rpc'],
  shiftSlot: ['rpc'],
  shiftLifetime: ['rpc'],
  lieBlockhash: ['rpc'],
  lieBalance: ['rpc'],
  lieStatus: ['rpc', 'ws', 'blockEngine'],
  silence: ['ws'],
  closeSocket: ['ws'],
};
