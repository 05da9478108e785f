import type { ServingLine } from '../server/startServing.ts';
import { alignColumns, WHOLE } from './alignColumns.ts';
import { paint } from './paint.ts';

/** Tells a person that the server runs, and how to get in. */
export function renderServing({
  url,
  consoleUrl,
  dryRun,
  tokensPath,
  tokens,
  sandbox,
}: ServingLine): string {
  const rows = [
    ['url', url],
    ['console', consoleUrl],
    ['money', moneyText(dryRun, sandbox !== undefined)],
    ['tokens', tokensPath],
    ...Object.entries(tokens ?? {}).map(([scope, text]) => [paint.faint(`  ${scope}`), text]),
    ...(sandbox === undefined ? [] : [['mints', 'to buy and to sell']]),
    ...(sandbox?.tokens ?? []).map(({ symbol, mint }) => [paint.faint(`  ${symbol}`), mint]),
  ];
  return [
    `${paint.good('✔')} ${paint.strong('The server is running.')} Stop it with Ctrl+C.`,
    alignColumns(rows, WHOLE),
  ].join('\n');
}

function moneyText(dryRun: boolean, isSandbox: boolean): string {
  if (isSandbox) return 'play money, on a chain of its own';
  return dryRun ? 'dry-run: nothing is signed' : paint.warn('live: trades move money');
}
