import { durationText } from '../format/amounts.ts';
import { endpointHealth } from '../state/endpointHealth.ts';
import type { Endpoint } from '../wire/tradingShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { Panel } from './panel.tsx';

const MARKS = { good: '✓', faint: '–', warn: '!', bad: '!' } as const;

/** Breaker, nodes, block engines, venue and lanes. */
export function HealthPanel({ store }: Pick<ViewProps, 'store'>) {
  const reading = store.health.value;
  const health = reading.value;
  const endpoints = [...(health?.endpoints ?? []), ...(health?.sources ?? [])];
  return (
    <Panel
      title="Health"
      reading={reading}
      nowMs={store.nowMs.value}
      aside={health?.version !== undefined && <span class="faint mono">v{health.version}</span>}
    >
      <BreakerLine breaker={health?.breaker ?? store.trading.value.value?.breaker} />
      {endpoints.length === 0 ? (
        <p class="faint">No endpoint was called yet; they show with the first trade.</p>
      ) : (
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">endpoint</th>
              <th scope="col">kind</th>
              <th scope="col">state</th>
              <th scope="col" class="number">
                latency
              </th>
            </tr>
          </thead>
          <tbody>
            {endpoints.map((endpoint, index) => (
              <EndpointRow
                key={`${endpoint.label} ${endpoint.kind} ${index}`}
                endpoint={endpoint}
              />
            ))}
          </tbody>
        </table>
      )}
      <LaneLine lanes={health?.lanes ?? []} />
    </Panel>
  );
}

function EndpointRow({ endpoint }: { readonly endpoint: Endpoint }) {
  const { label, kind, operator, purpose, latencyMs, lastNewsAgeMs } = endpoint;
  const { word, tone, trouble } = endpointHealth(endpoint);
  return (
    <tr>
      <th scope="row" title={label}>
        <span class="mono">{label.replace(/^[a-z]+:\/\//u, '')}</span>
        {operator !== undefined && operator !== label && <span class="faint"> {operator}</span>}
      </th>
      <td>{[kind, purpose].filter(Boolean).join(' ')}</td>
      <td class={tone} title={trouble}>
        <span aria-hidden="true">{MARKS[tone]}</span> {word}
        {typeof lastNewsAgeMs === 'number' && (
          <span class="faint"> {durationText(lastNewsAgeMs)} ago</span>
        )}
      </td>
      <td class="number">
        {latencyMs === undefined || latencyMs === null ? '–' : durationText(latencyMs)}
      </td>
    </tr>
  );
}

function BreakerLine({
  breaker,
}: {
  readonly breaker: Readonly<Record<string, unknown>> | undefined;
}) {
  if (breaker === undefined) return null;
  const { reason, state, consecutiveFailures } = breaker;
  const isOpen = state === 'open' || state === 'probing';
  return (
    <p class={isOpen ? 'breaker warn' : 'breaker good'}>
      <span aria-hidden="true">{isOpen ? '!' : '✓'}</span> breaker {isOpen ? 'open' : 'closed'}
      <span class="faint">
        {typeof reason === 'string' && ` ${reason}`}
        {state === 'probing' && ' · lets one small buy through'}
        {typeof consecutiveFailures === 'number' && ` · ${consecutiveFailures} failures in a row`}
      </span>
    </p>
  );
}

function LaneLine({ lanes }: { readonly lanes: readonly unknown[] }) {
  const words = lanes.map(laneWords).filter((word) => word !== '');
  if (words.length === 0) return null;
  return (
    <p>
      <span class="faint">lanes</span> {words.join(' · ')}
    </p>
  );
}

function laneWords(lane: unknown): string {
  if (typeof lane === 'string') return lane;
  if (typeof lane !== 'object' || lane === null) return '';
  const { name, lane: called, state, circuit } = lane as Readonly<Record<string, unknown>>;
  return [name ?? called, state ?? circuit].filter((word) => typeof word === 'string').join(' ');
}
