import type { Command } from 'commander';
import { EXIT_CODE, isBase58Address, isExecutionError, reasonOf } from '@quantbot/core';
import {
  createNodePlatform,
  diagnoseExecution,
  type ExecutionAdapterConfig,
} from '@quantbot/executor';
import { InvalidArgumentError, Option } from 'commander';

import type { SetExitCode } from '../createProgram.ts';
import { totalsOf, type DoctorExamination, type DoctorFinding } from '../doctor/doctorFinding.ts';
import { examineJournal } from '../doctor/examineJournal.ts';
import { judgeDisk } from '../doctor/judgeDisk.ts';
import { rehearse } from '../doctor/rehearse.ts';
import { readCommandEnvironment, type CommandEnvironment } from '../environment.ts';
import { toJson } from '../output/json.ts';
import { renderFinding, renderTotals } from '../output/renderFinding.ts';
import { probeDisk } from '../platform/probeDisk.ts';
import { showProgress } from '../platform/showProgress.ts';
import { systemClock } from '../platform/systemClock.ts';

interface DoctorOptions {
  readonly token?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** USDC: on mainnet whoever has a venue has a price of it. */
const MAINNET_TOKEN = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
/** Small enough for any limit, large enough for any venue. */
const TRIAL_LAMPORTS = 1_000_000n;

const EXAMPLES = `
Examples:
  quantbot doctor
  quantbot doctor --token MINT           which token to ask for and to rehearse a buy of
  quantbot doctor --json --strict        for a script that starts the trader

It looks at the configuration, this machine's clock and disk, the wallet file, nodes, WebSockets,
block engines, the venue and the balance, and rehearses a buy. It signs nothing and sends nothing.

Exit status:
  0 nothing to mend   2 something to mend, with --strict also something to look at`;

/** `quantbot doctor`: whether this set-up can trade, and what to do where it cannot. */
export function addDoctorCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('doctor')
    .description('Look at everything a trade needs, and say what to mend.')
    .addOption(
      new Option('--token <mint>', 'token to rehearse a buy of (USDC on mainnet)').argParser(
        mintOption,
      ),
    )
    .option('--strict', 'count what is to be looked at as to be mended')
    .option('--json', 'print one JSON document at the end')
    .addHelpText('after', EXAMPLES)
    .action(async (options: DoctorOptions) => {
      const found = await examineAll(options, (finding) => {
        if (options.json !== true) console.log(renderFinding(finding));
      });
      const totals = totalsOf(found);
      console.log(
        options.json === true ? toJson({ totals, findings: found }) : renderTotals(totals),
      );
      const isFailed = totals.fail > 0 || (options.strict === true && totals.warn > 0);
      setExitCode(isFailed ? EXIT_CODE.configuration : EXIT_CODE.success);
    });
}

async function examineAll(
  options: DoctorOptions,
  tell: (finding: DoctorFinding) => void,
): Promise<readonly DoctorFinding[]> {
  const found: DoctorFinding[] = [];
  const ending = new AbortController();
  try {
    for (const { title, findings } of examinations(options, ending.signal)) {
      const made = await (title === '' ? findings : showProgress(title, findings));
      for (const finding of made) tell(finding);
      found.push(...made);
    }
    return found;
  } finally {
    ending.abort();
  }
}

/** What comes later is begun only when it is its turn: the rehearsal after all the rest. */
function* examinations(options: DoctorOptions, signal: AbortSignal): Generator<DoctorExamination> {
  const remarks: DoctorFinding[] = [];
  const environment = readOrFind((text) => {
    remarks.push(configured('warn', text));
  });
  yield { title: '', findings: Promise.resolve(remarks) };
  if ('finding' in environment) {
    yield { title: '', findings: Promise.resolve([environment.finding]) };
    return;
  }
  const { dataDirectory, settings } = environment;
  yield {
    title: '',
    findings: Promise.resolve(judgeDisk(dataDirectory, probeDisk(dataDirectory))),
  };
  yield { title: '', findings: Promise.resolve(examineJournal(dataDirectory, settings)) };
  const config = configOf(environment);
  const token = options.token ?? (isMainnet(environment) ? MAINNET_TOKEN : undefined);
  const trial = { lamports: TRIAL_LAMPORTS, ...(token === undefined ? {} : { token }) };
  yield* diagnoseExecution(config, { ...trial, signal });
  if (token !== undefined) {
    const findings = rehearse(config, { token, lamports: TRIAL_LAMPORTS });
    yield { title: 'rehearsing a buy', findings };
  }
}

function readOrFind(
  warn: (text: string) => void,
): CommandEnvironment | { readonly finding: DoctorFinding } {
  try {
    return readCommandEnvironment(warn);
  } catch (cause) {
    const code = isExecutionError(cause) ? cause.code : 'is refused';
    return {
      finding: {
        ...configured('fail', code),
        next: isExecutionError(cause) ? cause.message : `${reasonOf(cause)}.`,
      },
    };
  }
}

function configOf(environment: CommandEnvironment): ExecutionAdapterConfig {
  const { settings, dryRun, decoders, jupiterApiKey } = environment;
  return {
    ...settings,
    clock: systemClock,
    platform: createNodePlatform(),
    dryRun,
    decoders,
    ...(jupiterApiKey === undefined ? {} : { jupiterApiKey }),
  };
}

function isMainnet({ settings }: CommandEnvironment): boolean {
  return (settings.cluster ?? 'mainnet-beta') === 'mainnet-beta';
}

function configured(verdict: DoctorFinding['verdict'], found: string): DoctorFinding {
  return { area: 'configuration', subject: '', verdict, found };
}

function mintOption(text: string): string {
  if (!isBase58Address(text)) throw new InvalidArgumentError('not the address of a mint.');
  return text;
}
