import type { Cluster } from '../config/executionAdapterConfig.ts';
import type { Finding } from './finding.ts';
import type { NodeFacts } from './nodeFacts.ts';

/** A block's time is a vote of whole seconds about a block that is some seconds old already. */
const APART_MS_WARN = 10_000;
const APART_MS_FAIL = 60_000;

/** Holds this machine's wall clock against the time of the newest confirmed block. */
export function judgeClock(
  nodes: readonly NodeFacts[],
  { nowMs, cluster }: { readonly nowMs: number; readonly cluster: Cluster },
): readonly Finding[] {
  const apartMs = nodes
    .flatMap(({ blockTimeMs }) => ('value' in blockTimeMs ? [nowMs - blockTimeMs.value] : []))
    .toSorted((one, other) => Math.abs(one) - Math.abs(other))[0];
  if (apartMs === undefined) {
    if (nodes.length === 0) return [];
    const next = 'Check it yourself, for example with timedatectl.';
    return [clock('warn', { found: 'no node tells the time of a block', next })];
  }
  const size = Math.abs(apartMs);
  const found = `${(size / 1_000).toFixed(1)} s ${apartMs < 0 ? 'behind' : 'ahead of'} the newest block`;
  if (size <= APART_MS_WARN) return [clock('ok', { found })];
  // A chain of one's own may stand still, or count its time in its own way.
  const isFail = size > APART_MS_FAIL && cluster !== 'sandbox';
  const next =
    'Set the clock by NTP: deadlines and daily limits go by it. A chain that stands still looks ' +
    'the same.';
  return [clock(isFail ? 'fail' : 'warn', { found, next })];
}

function clock(verdict: Finding['verdict'], told: Pick<Finding, 'found' | 'next'>): Finding {
  return { area: 'clock', subject: '', verdict, ...told };
}
