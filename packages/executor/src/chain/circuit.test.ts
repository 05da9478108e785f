import { describe, expect, it } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createCircuit } from './circuit.ts';

function setUp() {
  const platform = createFakePlatform();
  const circuit = createCircuit(platform);
  const fail = (times: number): void => {
    for (let time = 0; time < times; time += 1) circuit.fail();
  };
  return { platform, circuit, fail };
}

describe('createCircuit', () => {
  it('breaks after five failures in a row, and not before', () => {
    const { circuit, fail } = setUp();
    fail(4);
    circuit.succeed();
    fail(4);
    expect(circuit.waitMs()).toBe(0);
    circuit.fail();
    expect(circuit.waitMs()).toBe(250);
  });

  it('rests longer after each probe that fails, up to five seconds, and is well again at once', async () => {
    const { circuit, fail, platform } = setUp();
    fail(5);
    for (const rest of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      expect(circuit.waitMs()).toBe(rest);
      await platform.advance(rest);
      expect(circuit.waitMs()).toBe(0);
      circuit.begin();
      circuit.fail();
    }
    circuit.succeed();
    expect(circuit.waitMs()).toBe(0);
    fail(4);
    expect(circuit.waitMs()).toBe(0);
  });

  it('sends one probe at a time', async () => {
    const { circuit, fail, platform } = setUp();
    fail(5);
    await platform.advance(250);
    circuit.begin();
    expect(circuit.waitMs()).toBeGreaterThan(0);
  });

  it('rests as long as it was asked to, but not for ever', async () => {
    const { circuit, platform } = setUp();
    circuit.rest(2_000);
    circuit.rest(1_000);
    circuit.succeed();
    expect(circuit.waitMs()).toBe(2_000);
    await platform.advance(2_000);
    expect(circuit.waitMs()).toBe(0);
    circuit.rest(86_400_000);
    expect(circuit.waitMs()).toBe(60_000);
  });
});
