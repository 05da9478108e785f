import { describe, expect, it } from 'vitest';

import type { ProductionEnvironment } from '../environment.ts';
import { DEFAULT_ROLLOUT } from '../rollout/rolloutSettings.ts';
import {
  loadExecutionSettings,
  loadSettings,
  type SettingsSource,
} from './loadExecutionSettings.ts';

const ENVIRONMENT: SettingsSource = {
  settings: { slippageBps: 50 },
};

function load(text: string, environment: Partial<ProductionEnvironment> = {}) {
  return loadExecutionSettings(
    { ...ENVIRONMENT, configPath: '/etc/quantbot.json', ...environment },
    (path) => {
      expect(path).toBe('/etc/quantbot.json');
      return text;
    },
  );
}

describe('loadExecutionSettings', () => {
  it('reads no file where none is named', () => {
    const readFile = (path: string): string => {
      throw new Error(`${path} is not to be read`);
    };
    expect(loadExecutionSettings(ENVIRONMENT, readFile)).toEqual({ slippageBps: 50 });
  });

  it('lets the environment win over the file', () => {
    expect(load('{"slippageBps": 200, "maxRetries": 1}')).toEqual({
      slippageBps: 50,
      maxRetries: 1,
    });
  });

  it.each(['', ', "rollout": {}'])(
    'refuses what is said twice, in a file with more of %j',
    (more) => {
      const text = `{"slippageBps": 200, "slippageBps": 900${more}}`;
      expect(() => load(text)).toThrow(
        expect.objectContaining({
          code: 'CONFIG__FILE_MALFORMED',
          context: { path: '/etc/quantbot.json', reason: expect.stringContaining('slippageBps') },
        }),
      );
    },
  );

  it('lets the block engines of the environment win, whatever the form of either', () => {
    const settings = { jitoEndpoints: ['https://env.example'] };
    for (const file of [
      '{"jitoEndpoint":"https://f.example"}',
      '{"jitoEndpoints":["https://f.example"]}',
    ]) {
      const environment = { ...ENVIRONMENT, configPath: 'file', settings };
      expect(loadExecutionSettings(environment, () => file)).toEqual(settings);
    }
    expect(load('{"jitoEndpoint":"https://f.example"}')).toEqual({
      slippageBps: 50,
      jitoEndpoint: 'https://f.example',
    });
  });

  it('names the file that cannot be read and why', () => {
    const readFile = (): string => {
      throw new Error('permission denied');
    };
    const environment = { ...ENVIRONMENT, configPath: '/etc/quantbot.json' };
    expect(() => loadExecutionSettings(environment, readFile)).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FILE_UNREADABLE',
        context: { path: '/etc/quantbot.json', reason: 'permission denied' },
      }),
    );
  });

  it.each([['not json'], ['{"slippageBps": -1}'], ['{"unknown": 1}'], ['{"dryRun": false}']])(
    'refuses a file that says %s',
    (text) => {
      expect(() => load(text)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^CONFIG__/u) as unknown }),
      );
    },
  );
});

describe('loadSettings', () => {
  const environment = { ...ENVIRONMENT, configPath: 'bot.json' };

  it('takes the rules of the rollout out of the file', () => {
    const text = '{"maxRetries": 1, "rollout": {"canaryShareBps": 2500}}';
    expect(loadSettings(environment, () => text)).toEqual({
      settings: { slippageBps: 50, maxRetries: 1 },
      rollout: { ...DEFAULT_ROLLOUT, canaryShareBps: 2_500 },
    });
    expect(loadExecutionSettings(environment, () => text)).not.toHaveProperty('rollout');
    expect(loadSettings(ENVIRONMENT).rollout).toEqual(DEFAULT_ROLLOUT);
  });

  it.each([['{"rollout": {"stage": "live"}}'], ['{"rollout": 1}'], ['[]'], ['{"rollout"']])(
    'refuses %s',
    (text) => {
      expect(() => loadSettings(environment, () => text)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^CONFIG__/u) as unknown }),
      );
    },
  );
});
