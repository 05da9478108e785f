import { createNodePlatform } from '@quantbot/executor';
import { expect, it } from 'vitest';

import { createChance } from '../chance/createChance.ts';
import { createVirtualTime } from '../time/virtualTime.ts';
import { createLife } from './life.ts';
import { createSimulatedDisk } from './simulatedDisk.ts';
import { createVirtualPlatform } from './virtualPlatform.ts';

function setUp() {
  const time = createVirtualTime();
  const life = createLife(() => false);
  const disk = createSimulatedDisk(() => undefined);
  const unused = (): never => {
    throw new Error('nobody calls');
  };
  const platform = createVirtualPlatform({
    time,
    life,
    chance: createChance(1, 1),
    disk,
    machine: createNodePlatform(),
    http: unused,
    watchSignature: unused,
    haltFiles: { read: unused, watch: unused },
    uniqueId: unused,
  });
  return { time, life, platform };
}

/** A signal that tells how many listen to it. */
function countedSignal() {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, given);
  };
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, given);
  };
  return { signal, listeners: () => listeners };
}

it('lets go of the signals of a process that stops, so that nothing of it is kept', () => {
  const { life, platform } = setUp();
  const { signal, listeners } = countedSignal();
  void platform.delay(1_000, signal);
  expect(listeners()).toBe(1);
  life.stop();
  expect(listeners()).toBe(0);
});

it('ends a wait at its time, or when its signal says so', async () => {
  const { time, platform } = setUp();
  const { signal, listeners } = countedSignal();
  const ends: string[] = [];
  const early = new AbortController();
  void platform.delay(1_000, signal).then(() => ends.push(`waited until ${time.nowMs()}`));
  platform.delay(5_000, early.signal).catch((cause: unknown) => {
    ends.push(`${cause instanceof Error ? cause.name : ''} at ${time.nowMs()}`);
  });
  time.after(2_000, () => {
    early.abort('enough');
  });
  await time.run(() => false, 10_000);
  expect(ends).toEqual(['waited until 1000', 'AbortError at 2000']);
  expect(listeners()).toBe(0);
});
