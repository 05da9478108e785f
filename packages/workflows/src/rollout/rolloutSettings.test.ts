import { describe, expect, it } from 'vitest';

import { compileRollout, DEFAULT_ROLLOUT, rolloutSettingsSchema } from './rolloutSettings.ts';

describe('compileRollout', () => {
  it('fills the defaults in', () => {
    expect(compileRollout(undefined, 'bot.json')).toEqual(DEFAULT_ROLLOUT);
    expect(compileRollout({}, 'bot.json')).toEqual(DEFAULT_ROLLOUT);
    expect(Object.keys(rolloutSettingsSchema.shape)).toEqual(Object.keys(DEFAULT_ROLLOUT));
  });

  it('takes lamports as digits or as a small number', () => {
    for (const canaryLamportsMax of ['5000', 5000]) {
      const rules = compileRollout({ canaryLamportsMax, canaryShareBps: 0 }, 'bot.json');
      expect(rules).toEqual({ ...DEFAULT_ROLLOUT, canaryLamportsMax: 5_000n, canaryShareBps: 0 });
    }
  });

  it('names the field that it does not know', () => {
    expect(() => compileRollout({ canaryShare: 1 }, 'bot.json')).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FIELD_UNKNOWN',
        context: { source: 'bot.json', fields: ['rollout.canaryShare'] },
      }),
    );
  });

  it.each([
    [{ canaryShareBps: 10_001 }, 'rollout.canaryShareBps'],
    [{ canaryLamportsMax: '-1' }, 'rollout.canaryLamportsMax'],
    [{ canaryLamportsMax: '18446744073709551616' }, 'rollout.canaryLamportsMax'],
    [{ stepDownTrades: 0 }, 'rollout.stepDownTrades'],
    [{ shadowWaitMs: 1.5 }, 'rollout.shadowWaitMs'],
    ['yes', 'rollout'],
  ])('names what is wrong with %j', (settings, named) => {
    expect(() => compileRollout(settings, 'bot.json')).toThrow(
      expect.objectContaining({
        code: 'CONFIG__FIELD_INVALID',
        message: expect.stringContaining(`${named}:`) as string,
      }),
    );
  });
});
