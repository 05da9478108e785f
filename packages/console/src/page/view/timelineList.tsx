import { durationText } from '../format/amounts.ts';
import { utcTimeExact } from '../platform/utcText.ts';
import { tradeTimeline, type TimelineRow, type WitnessRow } from '../state/tradeTimeline.ts';
import type { TradeHistory } from '../wire/tradeShapes.ts';

/** What happened to a trade, oldest first, each with when it did. */
export function TimelineList({ history }: { readonly history: TradeHistory }) {
  return (
    <ol class="timeline">
      {tradeTimeline(history).map((row) => (
        <TimelineEntry key={row.version} row={row} />
      ))}
    </ol>
  );
}

function TimelineEntry({ row }: { readonly row: TimelineRow }) {
  const { atMs, sinceStartMs, title, detail, tone, isPointOfNoReturn, witnesses } = row;
  return (
    <li class={isPointOfNoReturn ? `${tone} no-return` : tone}>
      <span class="when mono">
        {utcTimeExact(atMs)} <span class="faint">+{durationText(sinceStartMs)}</span>
      </span>
      <span class="what">
        <strong>{title}</strong> {detail}
        {isPointOfNoReturn && <em> point of no return</em>}
      </span>
      {witnesses.length > 0 && <Witnesses witnesses={witnesses} />}
    </li>
  );
}

function Witnesses({ witnesses }: { readonly witnesses: readonly WitnessRow[] }) {
  return (
    <table class="witnesses">
      <thead>
        <tr>
          {['operator', 'node', 'finalized height', 'not found at slot', 'history from'].map(
            (name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {witnesses.map((witness) => (
          <tr key={witness.node}>
            <td>{witness.operator}</td>
            <td>{witness.node}</td>
            <td class="number">{witness.finalizedHeight}</td>
            <td class="number">{witness.statusSlot}</td>
            <td class="number">{witness.firstAvailableSlot}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
