import { InvalidArgumentError, Option, type Command } from 'commander';
import type { JournalReader, TradeRecord } from '@quantbot/executor';

import { ACCOUNTING_COLUMNS, accountingRow, type AccountingRow } from '../output/accountingRow.ts';
import { countProgress } from '../platform/countProgress.ts';
import { readUtcTime } from '../platform/readUtcTime.ts';
import { writeRows } from '../platform/writeRows.ts';
import { openJournalReader } from './withJournalReader.ts';

interface ExportOptions {
  readonly format: 'csv' | 'jsonl';
  readonly mode: 'live' | 'dry' | 'all';
  readonly since?: number;
  readonly until?: number;
  readonly output?: string;
}

const PAGE = 500;

const EXAMPLES = `
Examples:
  quantbot journal export > trades.csv
  quantbot journal export --since 2026-01-01 --until 2027-01-01 -o 2026.csv
  quantbot journal export --format jsonl --mode all | jq .walletLamports

One row for each trade that was asked for in that time, oldest first, whatever became of it. Times
are UTC; lamports and base units are whole numbers in text. walletLamports is what the wallet's SOL
changed by: the swap less network fee, priority fee, tip and rent, reverted attempts included.
Deposits, withdrawals and reclaimed rent are no trades: quantbot reconcile and reclaim tell of them.`;

/** `quantbot journal export`: trades for accounting. */
export function addExportCommand(journal: Command): void {
  journal
    .command('export')
    .description('Write every trade as a row, for accounting.')
    .addOption(
      new Option('--format <format>', 'CSV with a header, or a JSON object a line')
        .choices(['csv', 'jsonl'])
        .default('csv'),
    )
    .addOption(
      new Option('--mode <mode>', 'trades that moved money, rehearsals, or both')
        .choices(['live', 'dry', 'all'])
        .default('live'),
    )
    .addOption(new Option('--since <time>', 'from this time on, UTC').argParser(timeOption))
    .addOption(new Option('--until <time>', 'before this time, UTC').argParser(timeOption))
    .option('-o, --output <file>', 'write a file of your own alone, which must not be there yet')
    .addHelpText('after', EXAMPLES)
    .action(async ({ format, output, ...filter }: ExportOptions) => {
      const reader = openJournalReader();
      const progress = countProgress('trades read');
      try {
        const rows = counted(accountingRows(reader, filter), progress.tick);
        await writeRows(rows, { format, columns: ACCOUNTING_COLUMNS, path: output });
      } finally {
        progress.end();
        reader.close();
      }
    });
}

type RowFilter = Pick<ExportOptions, 'mode' | 'since' | 'until'>;

/** Reads page after page, so that a journal of any size goes through. */
export function* accountingRows(
  reader: Pick<JournalReader, 'pageByTime'>,
  filter: RowFilter,
): Generator<AccountingRow & Record<string, string>> {
  let after: TradeRecord | undefined;
  for (;;) {
    const page = reader.pageByTime({ after, limit: PAGE });
    for (const trade of page) {
      if (isWanted(trade, filter)) yield { ...accountingRow(trade) };
    }
    after = page.at(-1);
    if (page.length < PAGE || after === undefined) return;
  }
}

function* counted<Row>(rows: Iterable<Row>, tick: () => void): Generator<Row> {
  for (const row of rows) {
    tick();
    yield row;
  }
}

function isWanted(trade: TradeRecord, { mode, since, until }: RowFilter): boolean {
  if (mode !== 'all' && trade.mode !== mode) return false;
  const atMs = trade.createdAtMs;
  return (since === undefined || atMs >= since) && (until === undefined || atMs < until);
}

function timeOption(text: string): number {
  const atMs = readUtcTime(text);
  if (atMs !== undefined) return atMs;
  throw new InvalidArgumentError('not a time such as 2026-01-31 or 2026-01-31T12:00:00Z.');
}
