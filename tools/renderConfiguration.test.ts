import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isExecutionError } from '@quantbot/core';
import { createExecutionAdapter, parseExecutionSettings } from '@quantbot/executor';
import { ENVIRONMENT_VARIABLES, rolloutSettingsSchema } from '@quantbot/workflows';
import { describe, expect, it } from 'vitest';

import { interfaceDocs } from './interfaceDocs.ts';
import {
  CONFIG_SOURCE,
  EXAMPLE_FILE,
  libraryFields,
  LIVE_SETTINGS,
  renderConfiguration,
  settingNodes,
  valueText,
} from './renderConfiguration.ts';
import { REPOSITORY_ROOT } from './repository.ts';

const source = readFileSync(join(REPOSITORY_ROOT, CONFIG_SOURCE), 'utf8');

/** Code of the refusal when a live adapter is made of these settings. */
function refusalOf(settings: object): string {
  try {
    createExecutionAdapter({ clock: { nowMs: () => 0 }, dryRun: false, ...settings });
  } catch (cause) {
    if (isExecutionError(cause)) return cause.code;
    throw cause;
  }
  return 'none';
}

describe('renderConfiguration', () => {
  const page = renderConfiguration();

  it('has a row for every setting, variable and field', () => {
    const { limits, rpcEndpoints } = settingNodes();
    const names = [
      ...Object.keys(settingNodes()),
      ...Object.keys(limits?.properties ?? {}),
      ...Object.keys(rpcEndpoints?.items?.properties ?? {}),
      ...Object.keys(rolloutSettingsSchema.shape),
      ...Object.keys(ENVIRONMENT_VARIABLES),
      ...libraryFields().map(({ name }) => name),
    ];
    for (const name of names) expect(page).toContain(`| \`${name}\` |`);
  });

  it('says of a setting what may stand there, the default and the meaning', () => {
    expect(page).toContain(
      '| `slippageBpsMax` | whole number, 0 to 10000 | `1000` |  | Highest slippage a request may ' +
        'ask for, basis points. |',
    );
    expect(page).toContain('| `tipLamportsMax` | lamports, at least 1000 | `1000000` |');
    expect(page).toContain('| `tipPercentile` | `25`, `50`, `75`, `95`, `99` | `50` |');
  });

  it('names the switch among the fields of code alone', () => {
    expect(libraryFields().map(({ name }) => name)).toContain('dryRun');
    expect(Object.keys(settingNodes())).not.toContain('dryRun');
  });

  it('leaves nothing without a meaning', () => {
    expect(page).not.toMatch(/undefined|\|\s*\|$/mu);
  });
});

describe('the meaning of a setting', () => {
  it.each([
    ['ExecutionSettings', settingNodes()],
    ['ExecutionLimits', settingNodes()['limits']?.properties ?? {}],
    ['RpcEndpoint', settingNodes()['rpcEndpoints']?.items?.properties ?? {}],
  ])('is the same in the type %s and in the schema', (name, nodes) => {
    const inType = interfaceDocs(source, name).map((field) => [field.name, field.meaning]);
    const inSchema = Object.entries(nodes).map(([field, node]) => [field, node.description]);
    expect(inType).toEqual(inSchema);
  });
});

describe('LIVE_SETTINGS', () => {
  const complete = parseExecutionSettings(JSON.stringify(EXAMPLE_FILE), 'the example');

  it('are all that the adapter asks for before it looks for the wallet', () => {
    const needed = Object.fromEntries(LIVE_SETTINGS.map((name) => [name, complete[name]]));
    expect(refusalOf(needed)).toBe('WALLET__FILE_MISSING');
  });

  it.each(LIVE_SETTINGS)('hold %s, without which live trading is refused', (name) => {
    const { [name]: _left, ...rest } = complete;
    expect(refusalOf(rest)).toMatch(/^CONFIG__(?:LIMITS|VALUE)_MISSING$/u);
  });
});

describe('valueText', () => {
  it('refuses a schema it has no words for', () => {
    expect(() => valueText({ type: 'null' })).toThrow('no words for {"type":"null"}');
  });
});
