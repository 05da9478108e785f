import { JUPITER_PROGRAM_ADDRESS } from '@quantbot/executor';
import { DEFAULT_ROLLOUT } from '@quantbot/workflows';
import { describe, expect, it } from 'vitest';

import { readCommandEnvironment, readRolloutEnvironment } from './environment.ts';

const SWAP = '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn';

function read(variables: Readonly<Record<string, string>>) {
  const warnings: string[] = [];
  const environment = readCommandEnvironment((message) => warnings.push(message), variables);
  return { ...environment, warnings };
}

describe('readCommandEnvironment', () => {
  it('is dry and keeps its journal in .quantbot when nothing is set', () => {
    expect(read({})).toEqual({
      dryRun: true,
      settings: {},
      jupiterApiKey: undefined,
      decoders: [],
      dataDirectory: '.quantbot',
      ceiling: { stage: 'live', says: 'EXECUTION_ADAPTER=real' },
      rules: DEFAULT_ROLLOUT,
      telemetry: {
        logFormat: 'text',
        logLevel: 'info',
        metrics: false,
        otlpEndpoint: undefined,
        serviceName: 'quantbot',
      },
      warnings: [],
    });
  });

  it('is live without anybody choosing the real adapter, and never says that it is not', () => {
    const { dryRun, warnings } = read({ EXECUTION_DRY_RUN: 'false', EXECUTION_ADAPTER: '' });
    expect({ dryRun, warnings }).toEqual({ dryRun: false, warnings: [] });
  });

  it.each([{ EXECUTION_ADAPTER: 'stub' }, { USE_REAL_EXECUTION: 'false' }])(
    'refuses to be live with %o',
    (variables) => {
      expect(() => read({ EXECUTION_DRY_RUN: 'false', ...variables })).toThrow(
        expect.objectContaining({ code: 'CONFIG__CONTRADICTION' }),
      );
      expect(read(variables).dryRun).toBe(true);
    },
  );

  it("decodes a sandbox's swap program off mainnet only", () => {
    const programs = { EXECUTION_ALLOWED_PROGRAMS: `${JUPITER_PROGRAM_ADDRESS},${SWAP}` };
    const { decoders } = read({ ...programs, EXECUTION_CLUSTER: 'sandbox' });
    expect(decoders.map(({ programAddress }) => programAddress)).toEqual([SWAP]);
    expect(read(programs).decoders).toEqual([]);
  });

  it('passes the key of the venue on', () => {
    const { jupiterApiKey, dataDirectory } = read({
      JUPITER_API_KEY: 'key',
      EXECUTION_DATA_DIR: '/data',
    });
    expect({ jupiterApiKey, dataDirectory }).toEqual({
      jupiterApiKey: 'key',
      dataDirectory: '/data',
    });
  });
});

describe('readRolloutEnvironment', () => {
  const ofRollout = (variables: Readonly<Record<string, string>>) =>
    readRolloutEnvironment(() => undefined, variables);

  it('reads what a process that trades would, and takes no adapter for granted', () => {
    expect(ofRollout({})).toMatchObject({ dryRun: true, ceiling: { stage: 'stub' } });
    expect(ofRollout({ EXECUTION_ADAPTER: 'real' }).ceiling.stage).toBe('live');
  });

  it('looks after a stub that leaves exits to the real side', () => {
    const variables = { EXECUTION_ADAPTER: 'stub', EXECUTION_DRY_RUN: 'false' };
    expect(ofRollout(variables)).toMatchObject({ dryRun: false, ceiling: { stage: 'stub' } });
  });
});

it('takes a stage for a choice of the adapter', () => {
  expect(() => read({ EXECUTION_STAGE: 'stub', EXECUTION_DRY_RUN: 'false' })).toThrow(
    expect.objectContaining({ code: 'CONFIG__CONTRADICTION' }),
  );
  expect(read({ EXECUTION_STAGE: 'canary', EXECUTION_DRY_RUN: 'false' }).dryRun).toBe(false);
});
