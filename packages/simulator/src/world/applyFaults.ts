import type { ChainFault, NodeFault, NodeFaultKind } from '../schedule/faults.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { VirtualTime } from '../time/virtualTime.ts';
import type { ChainWeather } from '../model/chainWeather.ts';
import { calmWeather } from '../model/chainWeather.ts';
import type { ModelChain } from '../model/modelChain.ts';
import { honestBehaviour, type NodeBehaviour, type NodeLies } from '../model/nodeBehaviour.ts';

/** What faults are done to. */
export interface Faultable {
  readonly time: VirtualTime;
  readonly chain: ModelChain;
  readonly schedule: Schedule;
  readonly struck: (kind: string) => void;
}

/** Lets nodes and chain go wrong at their times, and right again at the end of each. */
export function applyFaults({ time, chain, schedule, struck }: Faultable): void {
  const { nodeFaults, chainFaults } = schedule;
  const refreshNode = (at: number): void => {
    const node = chain.nodes[at];
    if (node !== undefined) setBehaviour(node.behaviour, activeAt(nodeFaults, time), at);
  };
  for (const fault of nodeFaults) {
    time.after(fault.fromMs, () => {
      struck(fault.kind);
      refreshNode(fault.node);
    });
    time.after(fault.untilMs, () => {
      refreshNode(fault.node);
    });
  }
  const refreshChain = (): void => {
    setWeather(chain.weather, activeAt(chainFaults, time));
  };
  for (const fault of chainFaults) {
    time.after(fault.fromMs, () => {
      struck(fault.kind);
      refreshChain();
    });
    time.after(fault.untilMs, refreshChain);
  }
}

function activeAt<Fault extends { readonly fromMs: number; readonly untilMs: number }>(
  faults: readonly Fault[],
  time: VirtualTime,
): Fault[] {
  const nowMs = time.nowMs();
  return faults.filter(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
}

function setBehaviour(behaviour: NodeBehaviour, faults: readonly NodeFault[], node: number): void {
  const { lies, ...rest } = honestBehaviour();
  Object.assign(behaviour, rest);
  Object.assign(behaviour.lies, lies);
  for (const fault of faults) if (fault.node === node) misbehave(behaviour, fault);
}

function misbehave(behaviour: NodeBehaviour, { kind, size }: NodeFault): void {
  const { lies } = behaviour;
  switch (kind) {
    case 'lag':
      behaviour.lagSlots = size;
      return;
    case 'silent':
    case 'erroring':
      behaviour.availability = kind;
      return;
    case 'swallow-sends':
      behaviour.sends = 'swallow';
      return;
    case 'refuse-sends':
      behaviour.sends = 'refuse';
      return;
    case 'prune-history':
      behaviour.historySlots = size;
      return;
    case 'deny-statuses':
      lies.statuses = 'null';
      return;
    case 'invent-statuses':
      lies.statuses = 'invented';
      return;
    case 'hide-errors':
      lies.hidesErrors = true;
      return;
    case 'heights-ahead':
      lies.heightsAhead = BigInt(size) * 10n;
      return;
    case 'heights-behind':
      lies.heightsBehind = BigInt(size) * 10n;
      return;
    case 'slots-ahead':
      lies.slotsAhead = BigInt(size) * 10_000n;
      return;
    case 'confirmed-for-finalized':
      lies.confirmedForFinalized = true;
      return;
    case 'slots-for-heights':
      lies.slotsForHeights = true;
      return;
    case 'short-lifetimes':
      lies.lifetimeShortBlocks = BigInt(size) * 3n;
      return;
    case 'deny-blockhashes':
      lies.deniesBlockhashes = true;
      return;
    case 'alter-records':
      lies.altersRecords = true;
      return;
    case 'balances-high':
    case 'balances-low':
    case 'rent-high':
    case 'alter-decimals':
    case 'another-chain':
      lieAboutFacts(lies, kind, size);
      return;
    default:
      kind satisfies never;
  }
}

type FactLie = Extract<
  NodeFaultKind,
  'balances-high' | 'balances-low' | 'rent-high' | 'alter-decimals' | 'another-chain'
>;

function lieAboutFacts(lies: NodeLies, kind: FactLie, size: number): void {
  switch (kind) {
    case 'balances-high':
      lies.balances = 'high';
      return;
    case 'balances-low':
      lies.balances = 'low';
      return;
    case 'rent-high':
      lies.rentTimes = BigInt(size) + 1n;
      return;
    case 'alter-decimals':
      lies.altersDecimals = true;
      return;
    case 'another-chain':
      lies.isOfAnotherChain = true;
      // A copy of the chain runs what was signed for it; any other knows nothing of it.
      lies.statuses = size % 2 === 0 ? 'null' : 'invented';
      return;
    default:
      kind satisfies never;
  }
}

/** Slots are missed now and then on the best of days. */
const EVERYDAY_SKIP_PROBABILITY = 0.03;

function setWeather(weather: ChainWeather, faults: readonly ChainFault[]): void {
  const { blockEngine, ...rest } = calmWeather();
  Object.assign(weather, rest);
  Object.assign(weather.blockEngine, blockEngine);
  weather.skipProbability = EVERYDAY_SKIP_PROBABILITY;
  for (const fault of faults) storm(weather, fault);
}

function storm(weather: ChainWeather, { kind, probability, size }: ChainFault): void {
  const { blockEngine } = weather;
  switch (kind) {
    case 'skipped-slots':
      weather.skipProbability = Math.min(0.8, probability);
      return;
    case 'forks':
      weather.forkProbability = probability * 0.3;
      weather.forkSlotsMax = size;
      weather.forkConfirms = true;
      weather.relandProbability = 0.5;
      return;
    case 'blackout':
      weather.dropProbability = 1;
      return;
    case 'dropped-at-leader':
      weather.dropProbability = probability;
      return;
    case 'delayed-at-leader':
      weather.delayProbability = probability;
      weather.delaySlotsMax = size * 5;
      return;
    case 'price-moves':
      weather.priceMoveProbability = probability;
      weather.priceMoveBpsMax = size * 25;
      return;
    case 'bundles-lost':
      blockEngine.loseProbability = probability;
      return;
    case 'bundles-uncled':
      blockEngine.uncleProbability = probability;
      return;
    case 'bundles-invalid':
      blockEngine.invalidStatusProbability = probability;
      return;
    case 'no-bundle-leader':
      blockEngine.leaderProbability = 1 - probability;
      return;
    default:
      kind satisfies never;
  }
}
