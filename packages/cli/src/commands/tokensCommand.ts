import { dirname } from 'node:path';

import { InvalidArgumentError, Option, type Command } from 'commander';
import { createNodePlatform } from '@quantbot/executor';

import { readCommandEnvironment } from '../environment.ts';
import { toJson } from '../output/json.ts';
import { renderNewToken, renderTokens } from '../output/renderTokens.ts';
import { systemClock } from '../platform/systemClock.ts';
import { addToken, readTokens, revokeToken, TOKENS_FILE } from '../server/tokens/tokenFile.ts';
import { SCOPES, type Scope, type TokenRecord } from '../server/tokens/tokenRecord.ts';
import { wholeNumberOption } from './numberOption.ts';

interface FileOptions {
  readonly file?: string;
  readonly json?: boolean;
}

interface NewOptions extends FileOptions {
  readonly scope: readonly Scope[];
  readonly days: number;
  readonly neverExpires?: boolean;
}

const DAY_MS = 86_400_000;
const DAYS_DEFAULT = 90;
const DAYS_MAX = 3_650;
const EXAMPLES = `
Examples:
  quantbot tokens new strategy-1 --scope trade
  quantbot tokens new operator --scope read --scope control --days 30
  quantbot tokens list
  quantbot tokens revoke strategy-1

A token is shown once, when it is made; the file keeps its hash alone, and only its owner can read it.
A server that runs takes a new token, and refuses a revoked one, from its next request on.`;

/** `quantbot tokens`: who may ask the server for what. */
export function addTokensCommand(program: Command): void {
  const tokens = program
    .command('tokens')
    .description('Make, list and revoke the bearer tokens of "quantbot serve".')
    .addHelpText('after', EXAMPLES);
  addNew(tokens);
  common(tokens.command('list'))
    .description('List the tokens, without their texts.')
    .action((options: FileOptions) => {
      const path = pathOf(options);
      const listed = readTokens(path).tokens.map(withoutHash);
      const nowMs = systemClock.nowMs();
      console.log(options.json === true ? toJson(listed) : renderTokens(path, listed, nowMs));
    });
  common(tokens.command('revoke'))
    .description('Take a token out of force, by its name or id.')
    .argument('<name>', 'name or id')
    .action((name: string, options: FileOptions) => {
      const revoked = withoutHash(revokeToken(pathOf(options), name, systemClock.nowMs()));
      console.log(options.json === true ? toJson(revoked) : `${revoked.name} is in force no more.`);
    });
}

function addNew(tokens: Command): void {
  common(tokens.command('new'))
    .description('Make a token and show it, this once.')
    .argument('<name>', 'who has it: letters, digits, and . _ @ -', nameArgument)
    .addOption(
      new Option('--scope <scope>', 'read, trade or control; may be repeated')
        .argParser(gatherScope)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--days <n>', 'days it lives')
        .argParser(wholeNumberOption(1, DAYS_MAX))
        .default(DAYS_DEFAULT)
        .conflicts('neverExpires'),
    )
    .option('--never-expires', 'let it live until it is revoked')
    .action((name: string, options: NewOptions) => {
      const { scope: scopes, days, neverExpires, json } = options;
      const nowMs = systemClock.nowMs();
      const expiry = neverExpires === true ? {} : { expiresAtMs: nowMs + days * DAY_MS };
      const path = pathOf(options);
      createNodePlatform().ensureDirectory(dirname(path));
      const { record, text } = addToken(path, { name, scopes, ...expiry }, nowMs);
      const shown = { ...withoutHash(record), token: text };
      console.log(json === true ? toJson(shown) : renderNewToken(shown));
    });
}

function common(command: Command): Command {
  return command
    .option('--file <file>', 'tokens file; tokens.json in the data directory when absent')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES);
}

function pathOf({ file }: FileOptions): string {
  if (file !== undefined) return file;
  const { dataDirectory } = readCommandEnvironment(() => undefined);
  return `${dataDirectory}/${TOKENS_FILE}`;
}

function nameArgument(text: string): string {
  if (/^[\w.@-]{1,64}$/u.test(text)) return text;
  throw new InvalidArgumentError('1 to 64 letters, digits and . _ @ - are taken.');
}

function gatherScope(text: string, before: readonly Scope[] | undefined): readonly Scope[] {
  const scope = SCOPES.find((known) => known === text);
  if (scope === undefined) throw new InvalidArgumentError(`one of ${SCOPES.join(', ')} is taken.`);
  return [...new Set([...(before ?? []), scope])];
}

function withoutHash(token: TokenRecord): Omit<TokenRecord, 'hash'> {
  const { hash: _, ...record } = token;
  return record;
}
