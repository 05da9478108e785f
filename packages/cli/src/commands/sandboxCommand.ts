import { writeFileSync } from 'node:fs';

import { Option, type Command } from 'commander';
import { ExecutionError, reasonOf } from '@quantbot/core';
import { startSandbox, type Sandbox } from '@quantbot/sandbox';

import { alignColumns } from '../output/alignColumns.ts';
import { toJson } from '../output/json.ts';
import { paint } from '../output/paint.ts';
import { untilStopped } from '../platform/untilStopped.ts';
import { numberOption } from './numberOption.ts';
import { sandboxVariables } from './sandboxVariables.ts';

interface SandboxCommandOptions {
  readonly slotMs: number;
  readonly json?: boolean;
  readonly envFile?: string;
}

const SLOT_MS_DEFAULT = 400;
const EXAMPLES = `
Examples:
  quantbot sandbox --env-file sandbox.env
  set -a; . ./sandbox.env; set +a      (in a second terminal)
  EXECUTION_DRY_RUN=false quantbot execute --side buy --token MINT --amount 1

It runs until it gets SIGINT or SIGTERM and leaves nothing behind.`;

/** `quantbot sandbox`: an embedded chain to trade against. */
export function addSandboxCommand(program: Command): void {
  program
    .command('sandbox')
    .description('Run an embedded Solana with two tokens, a swap venue and a block engine.')
    .addOption(
      new Option('--slot-ms <n>', 'milliseconds a slot takes')
        .argParser(numberOption)
        .default(SLOT_MS_DEFAULT),
    )
    .option('--json', 'print one line of JSON when it is ready')
    .option('--env-file <file>', 'write every variable that "quantbot execute" needs')
    .addHelpText('after', EXAMPLES)
    .action(async (options: SandboxCommandOptions) => {
      const stopped = untilStopped();
      const sandbox = await start(options.slotMs);
      try {
        const { envFile } = options;
        if (envFile !== undefined) writeEnvironmentFile(envFile, sandbox);
        console.log(
          options.json === true ? toJson(sandboxJson(sandbox)) : describe(sandbox, envFile),
        );
        await stopped;
      } finally {
        await sandbox.stop();
      }
    });
}

async function start(slotMs: number): Promise<Sandbox> {
  try {
    return await startSandbox({ slotMs });
  } catch (cause) {
    throw new ExecutionError('CONFIG__SANDBOX_UNAVAILABLE', { reason: reasonOf(cause) }, { cause });
  }
}

function writeEnvironmentFile(path: string, sandbox: Sandbox): void {
  const lines = Object.entries(sandboxVariables(sandbox)).map(
    ([name, value]) => `${name}=${value}`,
  );
  try {
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new ExecutionError(
      'CONFIG__FILE_UNREADABLE',
      { path, reason: reasonOf(cause) },
      { cause },
    );
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
