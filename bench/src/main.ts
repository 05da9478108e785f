import { measureTelemetryCost, renderTelemetryCost } from './measureTelemetryCost.ts';
import { measureTimeToLane } from './measureTimeToLane.ts';
import { renderReport } from './renderReport.ts';

const TRADES_DEFAULT = 1_000;
const trades = Number(process.argv[2] ?? TRADES_DEFAULT);

for (const everyTokenIsNew of [false, true]) {
  console.log(renderReport(await measureTimeToLane({ trades, everyTokenIsNew })));
  console.log('');
}
const bySignerProcess = { trades, everyTokenIsNew: false, bySignerProcess: true };
console.log(renderReport(await measureTimeToLane(bySignerProcess)));
console.log('');
console.log(renderTelemetryCost(await measureTelemetryCost(trades)));
