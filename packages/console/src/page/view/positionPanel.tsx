import { numberText, priceFigures, solText, unitsText } from '../format/amounts.ts';
import { shorten } from '../format/shorten.ts';
import type { Position } from '../wire/tradingShapes.ts';
import type { ViewProps } from './consoleApp.tsx';
import { Panel } from './panel.tsx';

/** What is held, at what cost. */
export function PositionPanel({ store }: Pick<ViewProps, 'store'>) {
  const reading = store.positions.value;
  const positions = reading.value ?? [];
  return (
    <Panel title="Positions" reading={reading} nowMs={store.nowMs.value}>
      {positions.length === 0 ? (
        <p class="faint">Nothing is held.</p>
      ) : (
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">token</th>
              <th scope="col" class="number">
                held
              </th>
              <th scope="col" class="number">
                cost SOL
              </th>
              <th scope="col" class="number">
                average
              </th>
            </tr>
          </thead>
          <tbody>
            {positions.map((position) => (
              <PositionRow key={position.token} position={position} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function PositionRow({ position }: { readonly position: Position }) {
  const { token, baseUnits, decimals, costLamports, averagePrice } = position;
  const held = decimals === undefined ? `${baseUnits} units` : unitsText(baseUnits, decimals);
  return (
    <tr>
      <th scope="row" class="mono" title={token}>
        {shorten(token)}
      </th>
      <td class="number" title={held}>
        {decimals === undefined ? held : numberText(Number(baseUnits) / 10 ** decimals, 3)}
      </td>
      <td class="number">{solText(costLamports)}</td>
      <td class="number">
        {averagePrice === undefined ? '–' : priceFigures(String(averagePrice))}
      </td>
    </tr>
  );
}
