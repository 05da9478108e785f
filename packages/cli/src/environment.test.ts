import { JUPITER_PROGRAM_ADDRESS } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { readCommandEnvironment } from './environment.ts';

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
