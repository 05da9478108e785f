import { dirname } from 'node:path';

import { createNodePlatform, JOURNAL_FILE, openSqliteJournalReader } from '@quantbot/executor';
import type { TradeRecord } from '@quantbot/executor';
import { waitUntil } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ask, startServeCommand, type Answered, type ServeCommand } from './support/server.ts';

const FILLED_TIMEOUT_MS = 120_000;

let server: ServeCommand;

beforeAll(async () => {
  server = await startServeCommand(['--sandbox', '--slot-ms', '40']);
});

afterAll(async () => {
  await server.stop();
});

async function get(path: string, token?: string): Promise<Answered> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return ask(server.line.url, { path, headers });
}

async function trade(key: string, body: object): Promise<void> {
  const { tokens, url } = server.line;
  const headers = { authorization: `Bearer ${tokens.trade}`, 'idempotency-key': key };
  await ask(url, { method: 'POST', path: '/v1/executions', headers, body });
}

/** Trades of the running server, read from its journal beside it. */
function journalled(): readonly TradeRecord[] {
  const path = `${dirname(server.line.sandbox.configPath)}/data/${JOURNAL_FILE}`;
  const reader = openSqliteJournalReader(path, createNodePlatform());
  try {
    return reader.list({ limit: 100 });
  } finally {
    reader.close();
  }
}

/** Adds up the series of a name that carry a text among their labels. */
function sum(text: string, name: string, label = ''): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => line.includes(label))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

function lamports(read: (fill: NonNullable<TradeRecord['fill']>) => string): number {
  return journalled().reduce((total, { fill }) => total + Number(fill ? read(fill) : 0), 0);
}

describe('/metrics of a server', () => {
  it('needs a token', async () => {
    expect((await get('/metrics')).status).toBe(401);
  });

  it('agrees with the journal about trades and lamports', async () => {
    const mint = server.line.sandbox.tokens[0]?.mint ?? '';
    const token = { tokenAddress: mint, chain: 'solana' };
    await trade('the-first', { ...token, side: 'buy', amount: 0.4 });
    await trade('the-second', { ...token, side: 'sell', sellPortionBps: 2_500 });
    await trade('the-denied', { ...token, side: 'buy', amount: 90_000 });
    await waitUntil(
      async () => journalled().filter(({ status }) => status === 'filled').length === 2,
      {
        timeoutMs: FILLED_TIMEOUT_MS,
        description: 'both fills',
      },
    );
    const { status, headers, text } = await get('/metrics', server.line.tokens.read);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    const trades = journalled();
    expect(sum(text, 'quantbot_trades_received_total')).toBe(trades.length);
    for (const state of ['filled', 'denied', 'failed']) {
      const known = trades.filter((one) => one.status === state).length;
      expect(sum(text, 'quantbot_trades_ended_total', `status="${state}"`), state).toBe(known);
    }
    const paid = (kind: string): number =>
      sum(text, 'quantbot_fee_lamports_total', `kind="${kind}"`);
    expect(paid('base')).toBe(lamports(({ baseFeeLamports }) => baseFeeLamports));
    expect(paid('priority')).toBe(lamports(({ priorityFeeLamports }) => priorityFeeLamports));
    expect(paid('tip')).toBe(lamports(({ tipLamports }) => tipLamports));
    expect(paid('base')).toBeGreaterThan(0);
    expect(sum(text, 'quantbot_swap_lamports_total')).toBe(lamports((fill) => fill.lamports));
    expect(sum(text, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    for (const { key, attempts } of trades) {
      for (const secret of [key, ...attempts.map(({ signature }) => signature)]) {
        expect(text).not.toContain(`"${secret}"`);
      }
    }
  });
});
