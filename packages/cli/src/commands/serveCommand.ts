import { Option, type Command } from 'commander';

import { toJson } from '../output/json.ts';
import { errorPaint } from '../output/paint.ts';
import { renderServing } from '../output/renderServing.ts';
import { LOG_LEVELS } from '../platform/logLevels.ts';
import { SLOT_MS_MAX, SLOT_MS_MIN } from '../platform/startOrExplain.ts';
import { watchStopSignals } from '../platform/watchStopSignals.ts';
import type { ServeOptions } from '../server/serveOptions.ts';
import { DEFAULT_BOUNDS } from '../server/serverParts.ts';
import { wholeNumberOption } from './numberOption.ts';

const PORT_DEFAULT = 8_787;
const PORT_MAX = 65_535;
const SLOT_MS_DEFAULT = 400;
const EXAMPLES = `
Examples:
  quantbot serve --sandbox               the whole product on this machine, with play money
  quantbot serve --sandbox --demo        the same, and it trades by itself: open the console and watch
  quantbot tokens new console --scope read --scope control
  EXECUTION_DRY_RUN=false quantbot serve
  quantbot serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem --allow-host trade.example

It listens on 127.0.0.1 unless told otherwise, and trades as "quantbot execute" would: in dry-run unless
EXECUTION_DRY_RUN is exactly "false". SIGTERM ends it: no more trades are taken, those that are open stay
in the journal, and the next start follows them. docs/server.md has every route.

Exit status:
  0 ended by a signal   1 did not end well   2 not started, and why`;

/** `quantbot serve`: trades, events and decisions over HTTP. */
export function addServeCommand(program: Command): void {
  const { requestsMax, connectionsMax, streamsMax } = DEFAULT_BOUNDS;
  program
    .command('serve')
    .description('Serve trades, events, the console and metrics over HTTP.')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(count('--port', 'port to listen on, 0 for any', [0, PORT_MAX, PORT_DEFAULT]))
    .option('--tokens <file>', 'tokens file; tokens.json in the data directory when absent')
    .option('--tls-cert <file>', 'certificate, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--insecure-public', 'listen beyond this machine without TLS')
    .addOption(list('--allow-host', 'further host name that requests may come by'))
    .addOption(list('--allow-origin', 'further origin whose pages may ask'))
    .addOption(
      count('--requests-max', 'requests a second for each token', [1, 1_000_000, requestsMax]),
    )
    .addOption(count('--connections-max', 'connections at once', [1, 65_000, connectionsMax]))
    .addOption(count('--streams-max', 'event streams at once', [1, 10_000, streamsMax]))
    .addOption(new Option('--log-level <level>', 'of the log').choices(LOG_LEVELS).default('info'))
    .option('--sandbox', 'run an embedded Solana as well, and trade on it with play money')
    .option('--demo', 'buy and sell in the sandbox every few seconds, to have something to watch')
    .addOption(
      count('--slot-ms', 'milliseconds a slot of the sandbox takes', [
        SLOT_MS_MIN,
        SLOT_MS_MAX,
        SLOT_MS_DEFAULT,
      ]),
    )
    .option('--json', 'print one line of JSON when it is ready')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ServeOptions) => runServe(options));
}

function count(name: string, meaning: string, [least, most, fallback]: CountBounds): Option {
  return new Option(`${name} <n>`, meaning)
    .argParser(wholeNumberOption(least, most))
    .default(fallback);
}

/** Least, most, and what holds when nobody says otherwise. */
type CountBounds = readonly [least: number, most: number, fallback: number];

function list(name: string, meaning: string): Option {
  const gather = (text: string, before: readonly string[]): readonly string[] => [...before, text];
  return new Option(`${name} <name>`, `${meaning}; may be repeated`).argParser(gather).default([]);
}

async function runServe(options: ServeOptions): Promise<void> {
  const watch = watchStopSignals();
  try {
    if (options.json !== true) console.error(errorPaint.faint('Starting …'));
    // Loaded here, so that the other commands start without a web server.
    const { lineJson, startServing } = await import('../server/startServing.ts');
    await using serving = await startServing(options);
    console.log(
      options.json === true ? toJson(lineJson(serving.line)) : renderServing(serving.line),
    );
    await watch.stopped;
  } finally {
    watch.release();
  }
}
