import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  DEFAULT_LIMITS,
  DEFAULT_SETTINGS,
  executionSettingsSchema,
  type ExecutionSettings,
} from '@quantbot/executor';
import {
  DEFAULT_ROLLOUT,
  ENVIRONMENT_VARIABLES,
  rolloutSettingsSchema,
  type EnvironmentVariable,
} from '@quantbot/workflows';

import { interfaceDocs, type FieldDocs } from './interfaceDocs.ts';
import { markdownTable } from './markdownTable.ts';
import { REPOSITORY_ROOT } from './repository.ts';

/** Where the fields of the adapter's configuration are declared. */
export const CONFIG_SOURCE = 'packages/executor/src/config/executionAdapterConfig.ts';

/** Settings without which live trading is refused. A test holds the adapter to it. */
export const LIVE_SETTINGS = [
  'limits',
  'rpcEndpoints',
  'keystorePath',
  'keystorePassphraseFile',
] as const satisfies Array<keyof ExecutionSettings>;

/** A file that live trading can start from. */
export const EXAMPLE_FILE = {
  cluster: 'mainnet-beta',
  rpcEndpoints: [
    { url: 'https://node-one.example', operator: 'one' },
    { url: 'https://node-two.example', operator: 'two' },
  ],
  jitoEndpoint: 'https://engine.example',
  keystorePath: 'keys/trader.keystore.json',
  keystorePassphraseFile: '/run/secrets/passphrase',
  limits: {
    tradeLamportsMax: '100000000',
    solReserveLamportsMin: '50000000',
    openTradesMax: 4,
  },
} as const;

type Default = string | number | bigint | boolean;

/** The part of a JSON schema that these settings use. */
interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: ReadonlyArray<string | number>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** Writes the reference of every setting, as Markdown that still has to be formatted. */
export function renderConfiguration(): string {
  const { limits, rpcEndpoints, signerService, ...settings } = settingNodes();
  const all = { rpcEndpoints, limits, signerService, ...settings };
  return [
    '# Configuration',
    'Generated from the settings schema, the defaults and the table of variables by ' +
      '`npm run docs`; do not edit.',
    precedence(),
    '## The configuration file',
    'A JSON object. A field that is not listed here is refused, because a misspelt limit would ' +
      'protect nothing. Every problem of a file is reported at once. **Lamports** are digits in ' +
      'a string, or a whole number up to 2^53 - 1.',
    settingTable(Object.entries(all).filter(isPresent), (name) =>
      LIVE_SETTINGS.some((needed) => needed === name),
    ),
    '### limits',
    '[risk.md](risk.md) says what each gate counts. The first three have no defaults: whoever ' +
      'lets money move says how much.',
    settingTable(Object.entries(limits?.properties ?? {}), isNeededLimit, DEFAULT_LIMITS),
    '### rpcEndpoints',
    'Give nodes of two operators, better of three: where two are named a trade needs an answer of ' +
      'both, and a third takes the place of one that is away. With one operator an expiry cannot be proven, unless ' +
      '`allowSingleWitness` is `true`, and lies of that operator are out of scope.',
    settingTable(Object.entries(rpcEndpoints?.items?.properties ?? {}), (name) => name === 'url'),
    '### rollout',
    'An object. It says how a staged rollout goes ([rollout.md](rollout.md)), and never at which ' +
      'stage it is.',
    rolloutTable(),
    '### signerService',
    'Which of them a service needs, and what its secret is, is in [wallets.md](wallets.md).',
    settingTable(Object.entries(signerService?.properties ?? {}), (name) => name === 'kind'),
    '### What contradicts itself is refused',
    [
      '- `EXECUTION_ADAPTER`, `USE_REAL_EXECUTION` and `EXECUTION_STAGE` that do not all name the ' +
        'stub or all the real adapter.',
      '- `slippageBps` above `slippageBpsMax`.',
      '- `lanePolicy` `jito-only` or `race` without `jitoEndpoint`.',
      '- A program in `allowedPrograms` that no decoder knows.',
      '- `jitoEndpoint` beside `jitoEndpoints`.',
      '- `keypairPath` beside `keystorePath`, from wherever each comes.',
      '- `keystorePassphraseFile` without `keystorePath`.',
      '- A `signerSocketPath` or `signerService` beside a key file or beside the other; without ' +
        '`signerPublicKey`; `signerPublicKey` or `signerSecretFile` without either.',
      '- A limit on a part above the limit on the whole: `tradeLamportsMax` above ' +
        '`positionLamportsMax`, `exposureLamportsMax` or `dailyVolumeLamportsMax`; ' +
        '`positionLamportsMax` above `exposureLamportsMax`.',
      '- A limit that says nothing without another: `orderWindowMs` without `ordersMax`, ' +
        '`priceAgeMsMax` without a limit that asks for prices, `riskTimeZone` without a daily limit, ' +
        '`dailyLossMarkToMarket` without `dailyLossLamportsMax`, ' +
        '`trustedTokens` or `transferFeeBpsMax` with `tokenSafety` `false`.',
      '- A token in `tokensAllowed` and `tokensDenied`.',
      '- `priceDeviationBpsMax` or `dailyLossMarkToMarket` where code brings no `marketData`.',
      '- In code: `rpcEndpoint` beside `rpcEndpoints`, `keystorePassphrase` beside ' +
        '`keystorePassphraseFile`.',
    ].join('\n'),
    '### Example',
    ['```json', JSON.stringify(EXAMPLE_FILE, null, 2), '```'].join('\n'),
    '## Live trading',
    live(),
    '## Environment variables',
    'An empty text counts as not set. A text that cannot be used is refused by the name of its ' +
      'variable; its value is not repeated, because URLs often carry keys. `quantbot` commands ' +
      'read the same variables and always use the real adapter.',
    variableTable(),
    '## In code only',
    '`createExecutionAdapter(config)` takes every setting above as a field, with lamports as ' +
      '`bigint`, and these besides.',
    fieldTable(libraryFields()),
  ].join('\n\n');
}

/** Schema of each setting, by name. */
export function settingNodes(): Readonly<Record<string, SchemaNode>> {
  const schema = executionSettingsSchema.toJSONSchema({ io: 'input', unrepresentable: 'any' });
  return (schema as SchemaNode).properties ?? {};
}

/** Fields that code can give and a configuration file cannot. */
export function libraryFields(): readonly FieldDocs[] {
  return interfaceDocs(
    readFileSync(join(REPOSITORY_ROOT, CONFIG_SOURCE), 'utf8'),
    'ExecutionAdapterConfig',
  );
}

function precedence(): string {
  return [
    'A value comes from the first of these that has it:',
    [
      '1. an environment variable;',
      '2. the configuration file that `EXECUTION_CONFIG` names;',
      '3. the default.',
    ].join('\n'),
    'Whether money moves is not a setting: **no file can switch live trading on**.',
  ].join('\n\n');
}

function live(): string {
  const needed = LIVE_SETTINGS.map((name) => `\`${name}\``).join(', ');
  return [
    'The default is dry-run: the whole pipeline runs and stops before signing. Money moves only ' +
      'when all of this holds:',
    [
      '- `EXECUTION_DRY_RUN` is exactly `false`, or code passes `dryRun: false`;',
      '- `EXECUTION_ADAPTER=real` for `createProductionPorts`, and the rollout of the data ' +
        'directory, where one has begun, sends the trade to the real adapter;',
      `- ${needed} are set;`,
      '- or `keypairPath` instead of the last two, which is read with a warning;',
      '- `enableIdempotency` is not `false`.',
    ].join('\n'),
  ].join('\n\n');
}

function settingTable(
  nodes: ReadonlyArray<readonly [string, SchemaNode]>,
  isNeeded: (name: string) => boolean,
  defaults: Readonly<Record<string, Default | readonly Default[]>> = DEFAULT_SETTINGS,
): string {
  return markdownTable(
    ['Setting', 'Value', 'Default', 'Live', 'Meaning'],
    nodes.map(([name, node]) => [
      `\`${name}\``,
      valueText(node),
      defaultText(defaults[name]),
      isNeeded(name) ? '**needed**' : '',
      node.description ?? '',
    ]),
  );
}

function rolloutTable(): string {
  const schema = rolloutSettingsSchema.toJSONSchema({ io: 'input', unrepresentable: 'any' });
  const defaults: Readonly<Record<string, Default>> = { ...DEFAULT_ROLLOUT };
  return markdownTable(
    ['Setting', 'Value', 'Default', 'Meaning'],
    Object.entries((schema as SchemaNode).properties ?? {}).map(([name, node]) => [
      `\`${name}\``,
      valueText(node),
      defaultText(defaults[name]),
      node.description ?? '',
    ]),
  );
}

/** Limits without which live trading is refused. */
export const LIVE_LIMITS: readonly string[] = Object.keys(EXAMPLE_FILE.limits);

function isNeededLimit(name: string): boolean {
  return LIVE_LIMITS.includes(name);
}

/** What may stand for a setting, in words. */
export function valueText(node: SchemaNode): string {
  if (node.title !== undefined) return node.title;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${value}\``).join(', ');
  switch (node.type) {
    case 'array':
      return `list of ${node.minItems ?? 0} to ${node.maxItems}: ${valueText(node.items ?? {})}`;
    case 'object':
      return 'object, see below';
    case 'integer':
      return `whole number, ${node.minimum} to ${node.maximum}`;
    case 'boolean':
      return '`true`, `false`';
    case 'string':
      return 'text';
    case undefined:
    default:
      throw new TypeError(`no words for ${JSON.stringify(node)}`);
  }
}

function defaultText(value: Default | readonly Default[] | undefined): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'none';
  return [value]
    .flat()
    .map((item) => `\`${String(item)}\``)
    .join(', ');
}

function variableTable(): string {
  const variables: ReadonlyArray<[string, EnvironmentVariable]> =
    Object.entries(ENVIRONMENT_VARIABLES);
  return markdownTable(
    ['Variable', 'Wins over', 'Meaning', 'Example'],
    variables.map(([name, { setting, meaning, example }]) => [
      `\`${name}\``,
      setting === undefined ? '' : `\`${setting}\``,
      meaning,
      `\`${example}\``,
    ]),
  );
}

function fieldTable(fields: readonly FieldDocs[]): string {
  return markdownTable(
    ['Field', 'Type', 'Default', 'Meaning'],
    fields.map(({ name, type, isOptional, meaning, defaultValue }) => [
      `\`${name}\``,
      `\`${type}\``,
      isOptional ? (defaultValue ?? 'none') : '**required**',
      meaning,
    ]),
  );
}

function isPresent<Value>(entry: [string, Value | undefined]): entry is [string, Value] {
  return entry[1] !== undefined;
}
