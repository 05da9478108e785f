import {
  DEFAULT_REQUEST_RULES,
  fault,
  faultFromError,
  faultResult,
  fingerprintRequest,
  fingerprintText,
  isExecutionError,
  isFault,
  reasonOf,
  snapshotRequest,
  validateRequest,
  type AnyExecutionRequest,
  type ClockPort,
  type ExecutionPort,
  type ExecutionResult,
  type Fault,
  type RequestRules,
  type TelemetryPort,
} from '@quantbot/core';

import type { RealSide } from './realSide.ts';
import { effectiveStage, type RolloutCeiling } from './rolloutCeiling.ts';
import type { RolloutFile } from './rolloutFile.ts';
import type { RolloutRules } from './rolloutSettings.ts';
import type { DecisionFacts, RolloutStore } from './rolloutStore.ts';
import { needsPosition } from './routeRequest.ts';
import type { ShadowRunner } from './shadowRunner.ts';
import type { StepDownWatch } from './stepDownWatch.ts';
import { routeNameOf, stickyRoute, type RouteRecord, type StickyQuestion } from './stickyRoute.ts';

/** What a port is made of that sends each request to the adapter it belongs to. */
export interface RolloutPortParts {
  readonly ceiling: RolloutCeiling;
  readonly rules: RolloutRules;
  /** In dry-run exits are rehearsed, and nothing is sold. */
  readonly dryRun: boolean;
  readonly stub: ExecutionPort;
  readonly real: RealSide;
  readonly shadow: ShadowRunner;
  readonly watch: StepDownWatch;
  readonly file: RolloutFile;
  readonly clock: ClockPort;
  readonly telemetry: TelemetryPort;
  /** Milliseconds within which an equal request without a key is the same one. */
  readonly derivedKeyWindowMs: number;
}

/** Bounds that only catch nonsense: what is configured more tightly is the adapter's business. */
const SHAPE_RULES: RequestRules = { ...DEFAULT_REQUEST_RULES, slippageBpsMax: 10_000 };

/** A buy that was sent to the real side longer ago is in its journal, or never came to it. */
const UNANSWERED_MS_MAX = 10 * 60_000;

/**
 * Makes the ExecutionPort of a rollout. Where a request goes is on disk before its adapter is called,
 * so a crash between the two sends it the same way again.
 */
export function createRolloutPort(parts: RolloutPortParts): ExecutionPort {
  return {
    execute: async (given) => {
      const routed = await route(parts, given);
      return isFault(routed)
        ? faultResult(routed, { status: 'denied', ...keyOf(given) })
        : dispatch(parts, routed);
    },
    isAvailable: async () => isAvailable(parts),
  };
}

/** A request, the adapter it goes to, and what was written down about it. */
interface Routed {
  readonly request: AnyExecutionRequest;
  readonly adapter: ExecutionPort;
  /** Absent where no rollout has begun. */
  readonly written?: { readonly store: RolloutStore; readonly record: RouteRecord };
}

/** Up to the adapter, and not into it: whatever goes wrong here, nobody was asked for anything. */
async function route(parts: RolloutPortParts, given: AnyExecutionRequest): Promise<Routed | Fault> {
  try {
    const request = snapshotRequest(given);
    // What no adapter would take is refused by one of them, and decided about by nobody.
    if (isFault(request) || validateRequest(request, SHAPE_RULES) !== undefined) {
      return { request: given, adapter: unroutedAdapter(parts) };
    }
    const routed = await routeByStore(parts, request).catch((cause: unknown) => faultOf(cause));
    if (!isFault(routed) || !isTradeOfReal(parts, request)) return routed;
    // Whatever is wrong with the rollout: to call a trade denied that is in the journal is not true.
    const adapter = realAdapter(parts, request);
    return isFault(adapter) ? adapter : { request, adapter };
  } catch (cause) {
    return faultOf(cause);
  }
}

async function routeByStore(
  parts: RolloutPortParts,
  request: AnyExecutionRequest,
): Promise<Routed | Fault> {
  const store = storeOf(parts);
  if (store === undefined) return { request, adapter: unroutedAdapter(parts) };
  parts.watch.check(store);
  const record = await routeOf(parts, store, request);
  if (isFault(record)) return record;
  const adapter = record.route === 'real' ? realAdapter(parts, request) : parts.stub;
  return isFault(adapter) ? adapter : { request, adapter, written: { store, record } };
}

function isTradeOfReal(
  { real, dryRun }: RolloutPortParts,
  { idempotencyKey: key }: AnyExecutionRequest,
): boolean {
  return key !== undefined && (real.journal()?.knowsKey(key, modeOf(dryRun)) ?? false);
}

function keyOf(request: unknown): { readonly idempotencyKey?: string } {
  const key = (request as { readonly idempotencyKey?: unknown } | null)?.idempotencyKey;
  return typeof key === 'string' ? { idempotencyKey: key } : {};
}

/** Without a rollout the environment alone says which adapter answers, as it always did. */
function unroutedAdapter({ ceiling, stub, real }: RolloutPortParts): ExecutionPort {
  return ceiling.stage === 'stub' ? stub : real.adapter();
}

/** A stub beside a journal needs to know what to leave to the real side, whether one began or not. */
function storeOf({ file, ceiling, real }: RolloutPortParts): RolloutStore | undefined {
  const isBesideJournal = ceiling.stage === 'stub' && real.journal() !== undefined;
  return isBesideJournal ? file.open() : file.found();
}

/** The route that the request keeps or gets, written down; or why it has none. */
async function routeOf(
  parts: RolloutPortParts,
  store: RolloutStore,
  request: AnyExecutionRequest,
): Promise<RouteRecord | Fault> {
  const looked = lookUp(parts, request);
  const first = decide(parts, store, { ...looked, holdsPosition: undefined });
  if (first !== 'position wanted') return first;
  const { tokenAddress } = request;
  const isOnItsWay = store.hasUnansweredBuy(tokenAddress, parts.clock.nowMs() - UNANSWERED_MS_MAX);
  const holdsPosition = isOnItsWay || (await parts.real.holds(tokenAddress));
  if (isFault(holdsPosition)) return holdsPosition;
  const second = decide(parts, store, { ...looked, holdsPosition });
  // It is known now, so that it cannot be wanted again.
  return second === 'position wanted' ? fault('INTERNAL__UNEXPECTED', { reason: second }) : second;
}

interface Looked {
  readonly request: AnyExecutionRequest;
  readonly fingerprint: StickyQuestion['fingerprint'];
  readonly name: string;
  readonly isKnownToReal: boolean;
}

function lookUp(
  { real, clock, dryRun, derivedKeyWindowMs }: RolloutPortParts,
  request: AnyExecutionRequest,
): Looked {
  const fingerprint = fingerprintRequest(request);
  const text = fingerprintText(fingerprint);
  const { idempotencyKey: key } = request;
  const journal = real.journal();
  const endedSinceMs = clock.nowMs() - derivedKeyWindowMs;
  const mode = modeOf(dryRun);
  const isKnownToReal =
    key === undefined
      ? (journal?.attaches({ mode, fingerprintText: text, endedSinceMs }) ?? false)
      : (journal?.knowsKey(key, mode) ?? false);
  const name = routeNameOf(request);
  return { request, fingerprint, name, isKnownToReal };
}

function modeOf(dryRun: boolean): 'dry' | 'live' {
  return dryRun ? 'dry' : 'live';
}

/** In one transaction: reads what was decided and where the rollout stands, and writes what holds. */
function decide(
  { ceiling, rules, clock, dryRun, derivedKeyWindowMs }: RolloutPortParts,
  store: RolloutStore,
  looked: Looked & { readonly holdsPosition: boolean | undefined },
): RouteRecord | Fault | 'position wanted' {
  const { request, fingerprint, name, holdsPosition } = looked;
  const nowMs = clock.nowMs();
  const decided = store.decide(name, ({ record, move }: DecisionFacts) => {
    const question: StickyQuestion = {
      ...looked,
      stage: effectiveStage(ceiling, move),
      isSteppedDown: move?.isSteppedDown ?? false,
      holdsPosition: holdsPosition ?? false,
      rules,
      record,
      dryRun,
      nowMs,
      derivedKeyWindowMs,
    };
    if (holdsPosition === undefined && isPositionWanted(question))
      return 'position wanted' as const;
    const found = stickyRoute(question);
    if (found.kind === 'refused') return found.refusal;
    if (found.kind === 'kept') {
      const { record: kept } = found;
      if (kept.state === 'taken') return { kept };
      // It is on its way again: a buy that nobody has an answer for counts from now on. Within the
      // millisecond of the decision as well, or whoever was decided about would free the key.
      const touchedAtMs = nowMs === kept.decidedAtMs ? nowMs + 1 : nowMs;
      return { write: { ...kept, touchedAtMs } };
    }
    const { tokenAddress: token, side } = request;
    const { stage } = question;
    const times = { decidedAtMs: nowMs, touchedAtMs: nowMs };
    const base = { name, fingerprint, token, side, stage, isDry: dryRun } as const;
    return { write: { ...base, state: 'decided', ...found.decision, ...times } };
  });
  if (decided === 'position wanted' || isFault(decided)) return decided;
  return 'kept' in decided ? decided.kept : decided.write;
}

/** A key that keeps its route keeps it whatever is held now; a request without one may not. */
function isPositionWanted(question: StickyQuestion): boolean {
  const { request, record } = question;
  if (record === undefined) return needsPosition(question);
  if (request.idempotencyKey === undefined) {
    return needsPosition(question) || (request.side === 'sell' && record.route !== 'real');
  }
  return stickyRoute(question).kind === 'new' && needsPosition(question);
}

async function dispatch(
  parts: RolloutPortParts,
  { request, adapter, written }: Routed,
): Promise<ExecutionResult> {
  if (written === undefined) return adapter.execute(request);
  const { store, record } = written;
  const labels = { route: record.route, reason: record.reason };
  parts.telemetry.emitMetric({
    name: 'quantbot_rollout_routes_total',
    type: 'counter',
    value: 1,
    labels,
  });
  if (record.reason === 'exit' && parts.dryRun) warnOfRehearsal(parts, request);
  const result = await adapter.execute(request);
  afterwards(parts, () => {
    const isSettled = record.state === 'taken' && request.idempotencyKey !== undefined;
    const state = isFree(result) ? 'free' : 'taken';
    if (!isSettled) store.settle(record, state, parts.clock.nowMs());
    if (record.route === 'real') parts.watch.check(store);
  });
  if (record.route === 'shadow' && result.deduplicated !== true) {
    parts.shadow.start({ request, stub: result, store });
  }
  return result;
}

function realAdapter(
  { real }: RolloutPortParts,
  { tokenAddress: mint }: AnyExecutionRequest,
): ExecutionPort | Fault {
  try {
    return real.adapter();
  } catch (cause) {
    return fault('ROLLOUT__EXIT_UNAVAILABLE', { mint, reason: reasonOf(cause) });
  }
}

/** Whoever went back to dry-run for safety has a position that nothing sells. */
function warnOfRehearsal(
  { telemetry }: RolloutPortParts,
  { tokenAddress }: AnyExecutionRequest,
): void {
  const message =
    `The real side holds ${tokenAddress} and this process is in dry-run: its sale is rehearsed, and ` +
    'nothing is sold. Set EXECUTION_DRY_RUN=false to sell it.';
  telemetry.emitEvent({ level: 'error', name: 'rollout.exit_rehearsed', message });
}

/** The answer is there already; what cannot be noted any more must not take it away. */
function afterwards({ telemetry }: RolloutPortParts, work: () => void): void {
  try {
    work();
  } catch (cause) {
    const message = `What came of a request could not be noted: ${reasonOf(cause)}.`;
    telemetry.emitEvent({ level: 'error', name: 'rollout.unnoted', message });
  }
}

/** Nothing happened under the key, and it may be used again. */
function isFree({ success, keyReusable, simulated, txSignature }: ExecutionResult): boolean {
  if (success || txSignature !== undefined) return false;
  return keyReusable === true || simulated === true;
}

async function isAvailable(parts: RolloutPortParts): Promise<boolean> {
  const { stub, real, ceiling } = parts;
  try {
    const store = storeOf(parts);
    if (store === undefined) return await unroutedAdapter(parts).isAvailable();
    const move = store.newestMove();
    const stage = effectiveStage(ceiling, move);
    const isShadowed = move?.isSteppedDown === true || stage === 'stub' || stage === 'shadow';
    if (isShadowed) return await stub.isAvailable();
    if (stage === 'live') return await real.adapter().isAvailable();
    // Nobody knows yet which of both the next trade belongs to.
    return (await stub.isAvailable()) && (await real.adapter().isAvailable());
  } catch (cause) {
    if (isExecutionError(cause)) return false;
    throw cause;
  }
}

function faultOf(cause: unknown): Fault {
  return isExecutionError(cause)
    ? faultFromError(cause)
    : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) });
}
