import type { TradingState, TradingStateOutcome } from '@quantbot/executor';

import type { DecisionByJournal, DecisionTaken } from '../commands/decideTrading.ts';
import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';
import { shorten } from './shorten.ts';
import { wrapText } from './wrapText.ts';

/** Writes what came of a decision about trading, and what can still land. */
export function renderDecision(taken: DecisionTaken): string {
  if (taken.means === 'halt-file') {
    const { haltFilePath, problem } = taken;
    return [
      `${paint.good('✔')} trading is halted by the halt file ${paint.strong(haltFilePath)}.`,
      `  The owner of the data directory did not take it: ${problem.code}: ${problem.message}`,
      '  Every process that trades from there signs nothing while the file is there. What is signed',
      '  can land all the same; "quantbot list" shows it. Remove the file to go back to what the',
      '  journal says.',
    ].join('\n');
  }
  return [headline(taken), ...details(taken), ...inFlightLines(taken)].join('\n');
}

function headline({ change, state, haltFile, haltFilePath, reason }: DecisionByJournal): string {
  const asked = `trading is ${paintState(change.state)} (decision ${change.number})`;
  if (state === change.state) return `${paint.good('✔')} ${asked}.`;
  const why = wrapText(reason ?? '', '  ');
  const still = `${paint.warn('?')} ${asked}, and still ${paintState(state)}:\n${why}`;
  return haltFile === undefined
    ? still
    : `${still}\n  Remove ${haltFilePath} when its cause is gone.`;
}

function details({ change, tookMs, openTrades }: DecisionByJournal): string[] {
  const rows = [
    ['by', change.by],
    ['reason', change.reason],
    ['held after', `${tookMs} ms`],
    ['open trades', String(openTrades)],
  ].map(([name = '', value = '']) => [paint.faint(`  ${name}`), value]);
  return [alignColumns(rows)];
}

function inFlightLines({ inFlight, change }: TradingStateOutcome): string[] {
  if (change.state !== 'halted') return [];
  if (inFlight.length === 0) return ['  Nothing that is signed can still land.'];
  const rows = inFlight.map(({ key, side, signature, deathHeight, isKeptBack }) => [
    `  ${key}`,
    side,
    shorten(signature),
    `until block height ${deathHeight}`,
    isKeptBack ? 'not sent again' : 'sent again until then',
  ]);
  return ['  Signed before, and can still land:', alignColumns(rows)];
}

/** A trading state in its colour. */
export function paintState(state: TradingState): string {
  switch (state) {
    case 'active':
      return paint.good(state);
    case 'reducing':
      return paint.warn(state);
    case 'halted':
      return paint.bad(state);
    default:
      return state satisfies never;
  }
}
