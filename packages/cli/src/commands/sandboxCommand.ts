import { Option, type Command } from 'commander';
import type { Sandbox } from '@quantbot/sandbox';

import { alignColumns } from '../output/alignColumns.ts';
import { toJson } from '../output/json.ts';
import { errorPaint, paint } from '../output/paint.ts';
import { watchStopSignals } from '../platform/watchStopSignals.ts';
import { writePrivateFile } from '../platform/writePrivateFile.ts';
import { readFaultPlan } from './readFaultPlan.ts';
import { environmentFileText } from './environmentFileText.ts';
import { wholeNumberOption } from './numberOption.ts';
import { sandboxVariables } from './sandboxVariables.ts';
import { SLOT_MS_MAX, SLOT_MS_MIN, startOrExplain } from '../platform/startOrExplain.ts';

interface SandboxCommandOptions {
  readonly slotMs: number;
  readonly json?: boolean;
  readonly envFile?: string;
  readonly faults?: string;
}

const SLOT_MS_DEFAULT = 400;
const EXAMPLES = `
Examples:
  quantbot sandbox -e sandbox.env
  quantbot sandbox --faults plan.json
  set -a; . ./sandbox.env; set +a      (in a second terminal)
  EXECUTION_DRY_RUN=false quantbot execute --side buy --token MINT --amount 1

Node takes --env-file for its own option when npx or node is started with it: use -e there.

It runs until it gets SIGINT or SIGTERM and leaves nothing behind.`;

/** `quantbot sandbox`: an embedded chain to trade against. */
export function addSandboxCommand(program: Command): void {
  program
    .command('sandbox')
    .description('Run an embedded Solana with two tokens, a swap venue and a block engine.')
    .addOption(
      new Option('--slot-ms <n>', `milliseconds a slot takes, ${SLOT_MS_MIN} to ${SLOT_MS_MAX}`)
        .argParser(wholeNumberOption(SLOT_MS_MIN, SLOT_MS_MAX))
        .default(SLOT_MS_DEFAULT),
    )
    .option('--json', 'print one line of JSON when it is ready')
    .option('-e, --env-file <file>', 'write every variable that "quantbot execute" needs')
    .option('--faults <file>', 'let things go wrong by this plan (JSON)')
    .addHelpText('after', EXAMPLES)
    .action(runSandbox);
}

async function runSandbox({ slotMs, envFile, faults, json }: SandboxCommandOptions): Promise<void> {
  const watch = watchStopSignals();
  try {
    if (json !== true) console.error(errorPaint.faint('Starting the sandbox …'));
    const plan = faults === undefined ? undefined : readFaultPlan(faults);
    const sandbox = await startOrExplain({
      slotMs,
      ...(plan === undefined ? {} : { faults: plan }),
    });
    try {
      if (envFile !== undefined) {
        writePrivateFile(envFile, environmentFileText(sandboxVariables(sandbox)));
      }
      console.log(json === true ? toJson(sandboxJson(sandbox)) : describe(sandbox, envFile));
      await watch.stopped;
    } finally {
      await sandbox.stop();
    }
  } finally {
    watch.release();
  }
}

function sandboxJson(sandbox: Sandbox) {
  const { rpcUrl, wsUrl, jupiterUrl, jitoUrl, keypairPath, configPath, wallet } = sandbox;
  const { allowedPrograms } = sandbox;
  const tokens = sandbox.tokens.map(({ symbol, mint, decimals, tokenProgram }) => ({
    symbol,
    mint,
    decimals,
    tokenProgram,
  }));
  const endpoints = { rpcUrl, wsUrl, jupiterUrl, jitoUrl, keypairPath, configPath, wallet };
  return { ...endpoints, allowedPrograms, tokens };
}

function describe(sandbox: Sandbox, envFile: string | undefined): string {
  const variables = Object.entries(sandboxVariables(sandbox)).map(([name, value]) => [
    paint.faint(`  ${name}`),
    value,
  ]);
  const tokens = sandbox.tokens.map(({ symbol, mint, decimals }) => [
    `  ${symbol}`,
    mint,
    `${decimals} decimals`,
  ]);
  return [
    `${paint.good('✔')} ${paint.strong('The sandbox is running.')} Stop it with Ctrl+C.`,
    paint.strong('tokens'),
    alignColumns(tokens),
    paint.strong('environment'),
    alignColumns(variables),
    ...(envFile === undefined ? [] : [`Written to ${envFile}.`]),
  ].join('\n');
}
