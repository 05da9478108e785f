import type { TimeToLaneReport } from './measureTimeToLane.ts';
import { percentile } from './percentile.ts';

/** Writes a report as a table. */
export function renderReport(report: TimeToLaneReport): string {
  const { trades, everyTokenIsNew, bySignerProcess } = report.options;
  const kind = everyTokenIsNew ? 'each of a token never seen before' : 'all of one token';
  const rows: Array<[string, readonly number[]]> = [
    ['execute() to first byte at a lane', report.toLaneMs],
    ...[...report.stagesMs].map(([stage, values]): [string, readonly number[]] => [
      `  ${stage}`,
      values,
    ]),
  ];
  const lines = rows.map(([name, values]) =>
    [
      name.padEnd(36),
      percentile(values, 50).toFixed(2).padStart(8),
      percentile(values, 90).toFixed(2).padStart(8),
      percentile(values, 99).toFixed(2).padStart(8),
    ].join(''),
  );
  return [
    `${trades} trades one after another, ${kind}; venue and node answer at once`,
    ...(bySignerProcess === true
      ? ['signed by a process of its own, which reads its own node']
      : []),
    `durable commits before the send: ${report.commitsBeforeSend}`,
    `${'milliseconds'.padEnd(36)}     p50     p90     p99`,
    ...lines,
    'facts and quote run side by side; the rest one after another',
  ].join('\n');
}
