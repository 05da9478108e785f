import { describeBreak, type JournalVerification } from '@quantbot/executor';

import { alignColumns, WHOLE } from './alignColumns.ts';
import { paint } from './paint.ts';

/** What was found out about a journal, for a person. */
export function renderVerification(path: string, found: JournalVerification): string {
  const { broken, trades, events, anchors, lastAnchor } = found;
  const rows = [
    ['journal', path],
    ['trades', String(trades)],
    ['events', String(events)],
    ['anchors', String(anchors)],
    ...(lastAnchor === undefined
      ? []
      : [['newest anchor', `${lastAnchor.number}:${lastAnchor.hash}`]]),
  ].map(([name, value]) => [paint.faint(`  ${name}`), value ?? '']);
  const verdict =
    broken === undefined
      ? `${paint.good('✔')} ${paint.strong('whole')}: every event is as it was written`
      : `${paint.bad('✖')} ${paint.strong('broken')} first at ${describeBreak(broken)}`;
  const advice =
    broken === undefined
      ? []
      : ['  Trade nothing more from it, keep a copy, and compare open trades with the chain.'];
  return [verdict, ...advice, alignColumns(rows, WHOLE)].join('\n');
}
