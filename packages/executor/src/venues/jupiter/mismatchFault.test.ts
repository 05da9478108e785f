import { describe, expect, it } from 'vitest';

import { mismatchFault } from './mismatchFault.ts';
import { readJupiterBuild } from './readJupiterBuild.ts';
import {
  FIXTURE_INPUT_MINT,
  FIXTURE_MIDDLE_MINT,
  FIXTURE_OUTPUT_MINT,
  fixtureAddress,
  fixtureBuild,
  fixtureStep,
} from './testing/swapFixtures.ts';

const OTHER_MINT = fixtureAddress(90);

function compare(changes: Readonly<Record<string, unknown>>) {
  const build = readJupiterBuild(JSON.stringify(fixtureBuild(changes)));
  if ('reason' in build) throw new Error(build.reason);
  const request = {
    inputMint: FIXTURE_INPUT_MINT,
    outputMint: FIXTURE_OUTPUT_MINT,
    amountIn: 1_000_000n,
    slippageBps: 50,
    taker: fixtureAddress(1),
  };
  return mismatchFault({ venue: 'jupiter', request, build, apiKey: 'secret-key' });
}

describe('mismatchFault', () => {
  it.each([
    [{}],
    [{ inputMint: undefined, outputMint: undefined, swapMode: undefined }],
    [
      {
        routePlan: [
          fixtureStep(FIXTURE_INPUT_MINT, FIXTURE_MIDDLE_MINT),
          fixtureStep(FIXTURE_INPUT_MINT, FIXTURE_OUTPUT_MINT),
          fixtureStep(FIXTURE_MIDDLE_MINT, FIXTURE_OUTPUT_MINT),
        ],
      },
    ],
  ])('finds nothing in an answer to the question asked, case %#', (changes) => {
    expect(compare(changes)).toBeUndefined();
  });

  it.each([
    ['inAmount', { inAmount: '1000001' }, '1000001'],
    ['slippageBps', { slippageBps: 51 }, '51'],
    ['inputMint', { inputMint: OTHER_MINT }, OTHER_MINT],
    ['outputMint', { outputMint: OTHER_MINT }, OTHER_MINT],
    ['swapMode', { swapMode: 'ExactOut' }, 'ExactOut'],
    ['routePlan input', { routePlan: [fixtureStep(OTHER_MINT, FIXTURE_OUTPUT_MINT)] }, OTHER_MINT],
    ['routePlan output', { routePlan: [fixtureStep(FIXTURE_INPUT_MINT, OTHER_MINT)] }, OTHER_MINT],
    [
      'routePlan input',
      {
        routePlan: [
          fixtureStep(FIXTURE_INPUT_MINT, FIXTURE_OUTPUT_MINT),
          fixtureStep(OTHER_MINT, FIXTURE_OUTPUT_MINT),
        ],
      },
      `${FIXTURE_INPUT_MINT} and ${OTHER_MINT}`,
    ],
    [
      'routePlan input',
      {
        routePlan: [
          fixtureStep(FIXTURE_INPUT_MINT, FIXTURE_OUTPUT_MINT),
          fixtureStep(FIXTURE_OUTPUT_MINT, FIXTURE_INPUT_MINT),
        ],
      },
      'none',
    ],
  ])('names another %s', (field, changes, quoted) => {
    expect(compare(changes)).toMatchObject({
      code: 'QUOTE__MISMATCH',
      context: { venue: 'jupiter', field, quoted },
    });
  });

  it('makes what the venue wrote safe', () => {
    const found = compare({ swapMode: `secret-key${'x'.repeat(500)}` });
    expect(found?.context['quoted']).toHaveLength(200);
    expect(found?.message).not.toContain('secret-key');
  });
});
