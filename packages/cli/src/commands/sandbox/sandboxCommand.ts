import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Sandbox } from '@quantbot/sandbox';
import type { ModelServer } from '@quantbot/simulator';

import { alignColumns, WHOLE } from '../../output/alignColumns.ts';
import { toJson } from '../../output/json.ts';
import { errorPaint, paint } from '../../output/paint.ts';
import { watchStopSignals } from '../../platform/watchStopSignals.ts';
import { writePrivateFile } from '../../platform/writePrivateFile.ts';
import { readFaultPlan } from './readFaultPlan.ts';
import { environmentFileText } from './environmentFileText.ts';
import { numberOption, wholeNumberOption } from '../numberOption.ts';
import { sandboxVariables } from './sandboxVariables.ts';
import {
  SLOT_MS_MAX,
  SLOT_MS_MIN,
  startModelOrExplain,
  startOrExplain,
} from '../../platform/startOrExplain.ts';

interface SandboxCommandOptions {
  readonly slotMs: number;
  readonly json?: boolean;
  readonly envFile?: string;
  readonly faults?: string;
  readonly model?: boolean;
  readonly wallets?: number;
  readonly operators?: number;
  readonly cluster?: string;
  readonly clusterWs?: string;
  readonly keypair?: string;
  readonly poolSol: number;
  readonly walletSol: number;
}

/** A running sandbox, on the embedded chain or on the model chain. */
type RunningSandbox = Sandbox | ModelServer;

const SLOT_MS_DEFAULT = 400;
const WALLETS_MAX = 64;
const OPERATORS_MAX = 8;
const SOL_MAX = 1_000;
const EXAMPLES = `
Examples:
  quantbot sandbox -e sandbox.env
  quantbot sandbox --faults plan.json --operators 2
  quantbot sandbox --cluster https://api.devnet.solana.com --keypair payer.json -e devnet.env
  quantbot sandbox --model --wallets 8 --json      (a model chain, for load)
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
    .addOption(
      new Option(
        '--model',
        'run the model chain instead: faster, without a real runtime',
      ).conflicts('faults'),
    )
    .addOption(countOption('--wallets', 'funded wallets, with --model only', WALLETS_MAX))
    .addOption(
      countOption(
        '--operators',
        'operators with a node each; when absent those that the plan names, or one',
        OPERATORS_MAX,
      ),
    )
    .addOption(
      new Option(
        '--cluster <url>',
        'set it up on the cluster of this node, not on a chain of ours',
      ).conflicts(['faults', 'model', 'wallets', 'operators']),
    )
    .option('--cluster-ws <url>', 'WebSocket of that node')
    .option('--keypair <file>', 'solana-keygen file of who pays there')
    .addOption(solOption('--pool-sol', 'SOL for each of the two pools there; it stays', 1))
    .addOption(solOption('--wallet-sol', 'SOL of the trading wallet there; the rest returns', 1))
    .addHelpText('after', EXAMPLES)
    .action(async (options: SandboxCommandOptions, command: Command) => {
      if (options.wallets !== undefined && options.model !== true) {
        command.error("error: option '--wallets <n>' needs '--model': the embedded chain has one");
      }
      const { cluster, keypair } = options;
      if (cluster === undefined) {
        await runSandbox(options);
        return;
      }
      if (keypair === undefined) {
        command.error("error: option '--cluster <url>' needs '--keypair <file>': who pays for it");
      }
      // Loaded here, so that the other commands start without it.
      const { runClusterSandbox } = await import('./runClusterSandbox.ts');
      await runClusterSandbox({ ...options, cluster, keypair });
    });
}

function solOption(name: string, meaning: string, sol: number): Option {
  return new Option(`${name} <n>`, meaning).argParser(solArgument).default(sol);
}

function solArgument(text: string): number {
  const sol = numberOption(text);
  if (sol > 0 && sol <= SOL_MAX) return sol;
  throw new InvalidArgumentError(`not more than 0 and at most ${SOL_MAX} SOL.`);
}

function countOption(name: string, meaning: string, most: number): Option {
  return new Option(`${name} <n>`, `${meaning}, 1 to ${most}`).argParser(
    wholeNumberOption(1, most),
  );
}

async function runSandbox(options: SandboxCommandOptions): Promise<void> {
  const { envFile, json } = options;
  const watch = watchStopSignals();
  try {
    if (json !== true) console.error(errorPaint.faint('Starting the sandbox …'));
    const sandbox = await start(options);
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

async function start(options: SandboxCommandOptions): Promise<RunningSandbox> {
  const { slotMs, faults, model, wallets: walletCount = 1, operators } = options;
  const given = { slotMs, ...(operators === undefined ? {} : { operators }) };
  if (model === true) return startModelOrExplain({ ...given, walletCount });
  const plan = faults === undefined ? undefined : readFaultPlan(faults);
  return startOrExplain({ ...given, ...(plan === undefined ? {} : { faults: plan }) });
}

/** A running sandbox for machines. */
export function sandboxJson(sandbox: RunningSandbox) {
  const { rpcUrl, wsUrl, jupiterUrl, jitoUrl, keypairPath, configPath, wallet } = sandbox;
  const { allowedPrograms } = sandbox;
  const tokens = sandbox.tokens.map(({ symbol, mint, decimals, tokenProgram }) => ({
    symbol,
    mint,
    decimals,
    tokenProgram,
  }));
  const endpoints = { rpcUrl, wsUrl, jupiterUrl, jitoUrl, keypairPath, configPath, wallet };
  const operators = sandbox.operators.map(({ label, rpcUrl: node, wsUrl: socket }) => ({
    label,
    rpcUrl: node,
    wsUrl: socket,
  }));
  const described = { ...endpoints, allowedPrograms, tokens };
  // Only the model has further wallets, only the embedded chain has faults to command.
  return 'chain' in sandbox
    ? { ...described, wallets: sandbox.wallets, operators }
    : { ...described, operators, faultsUrl: sandbox.faults.controlUrl };
}

function describe(sandbox: RunningSandbox, envFile: string | undefined): string {
  const variables = Object.entries(sandboxVariables(sandbox))
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [paint.faint(`  ${name}`), value]);
  const operators = sandbox.operators.map(({ label, rpcUrl, wsUrl }) => [
    `  ${label}`,
    rpcUrl,
    wsUrl,
  ]);
  const tokens = sandbox.tokens.map(({ symbol, mint, decimals }) => [
    `  ${symbol}`,
    mint,
    `${decimals} decimals`,
  ]);
  return [
    `${paint.good('✔')} ${paint.strong('The sandbox is running.')} Stop it with Ctrl+C.`,
    paint.strong('tokens'),
    alignColumns(tokens, WHOLE),
    paint.strong('operators'),
    alignColumns(operators, WHOLE),
    ...('chain' in sandbox
      ? []
      : [
          `${paint.strong('faults')}  ${sandbox.faults.controlUrl}  PUT a plan, DELETE it, GET counts`,
        ]),
    paint.strong('environment'),
    alignColumns(variables, WHOLE),
    ...(envFile === undefined ? [] : [`Written to ${envFile}.`]),
  ].join('\n');
}
