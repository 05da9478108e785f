import type { Command } from 'commander';
import {
  ERROR_CODES,
  EXIT_CODE,
  explainError,
  isErrorCode,
  type ErrorExplanation,
} from '@quantbot/core';

import type { SetExitCode } from '../createProgram.ts';
import { alignColumns } from '../output/alignColumns.ts';
import { toJson } from '../output/json.ts';
import { nearestTexts } from '../output/nearestTexts.ts';
import { paint } from '../output/paint.ts';
import { wrapText } from '../output/wrapText.ts';

const EXAMPLES = `
Examples:
  quantbot explain CONFIRM__OUTCOME_UNKNOWN
  quantbot explain breaker__open --json

Every answer that is no success carries its code as errorCode; docs/error-codes.md has them all.

Exit status:
  0 explained   2 there is no such code, and those that are most like it`;

/** `quantbot explain`: what a code means and what to do about it. */
export function addExplainCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command('explain')
    .description('Say what an error code means, what became of the trade, and what to do next.')
    .argument('<code>', 'the code, such as CONFIRM__OUTCOME_UNKNOWN')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action((given: string, options: { readonly json?: boolean }) => {
      const code = given.trim().toUpperCase();
      if (isErrorCode(code)) {
        const explanation = explainError(code);
        console.log(options.json === true ? toJson(explanation) : renderExplanation(explanation));
        return;
      }
      const nearest = nearestTexts(code, ERROR_CODES);
      if (options.json === true) console.log(toJson({ unknown: given, nearest }));
      else console.error(renderUnknown(given, nearest));
      setExitCode(EXIT_CODE.configuration);
    });
}

/** Writes what there is to know of a code. */
function renderExplanation(explanation: ErrorExplanation): string {
  const { code, outcome, meaning, message, next, retry, advice, exitCode } = explanation;
  const isGood = outcome === 'note';
  return [
    isGood ? paint.good(code) : paint.bad(code),
    wrapText(message, '  '),
    '',
    wrapText(`${paint.strong(outcome)}: ${meaning}`, ''),
    wrapText(`${paint.strong('next')}: ${next}`, ''),
    wrapText(`${paint.strong('retry')}: ${retry}: ${advice}.`, ''),
    ...(outcome === 'denied' ? [keyLine(explanation)] : []),
    paint.faint(`exit status ${exitCode}`),
  ].join('\n');
}

function keyLine({ keyReusable }: ErrorExplanation): string {
  const words = keyReusable
    ? 'may be used again, unless the trade was signed before'
    : 'names this trade for ever';
  return `${paint.strong('key')}: ${words}`;
}

function renderUnknown(given: string, nearest: readonly string[]): string {
  const rows = nearest.map((code) => [`  ${code}`, '']);
  return [
    `There is no code ${JSON.stringify(given)}.`,
    ...(nearest.length === 0 ? [] : ['Most like it are:', alignColumns(rows)]),
    'docs/error-codes.md has them all.',
  ].join('\n');
}
