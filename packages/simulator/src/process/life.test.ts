import { describe, expect, it } from 'vitest';

import { createLife, ProcessStopped } from './life.ts';

describe('createLife', () => {
  it('stops where the plan says, once, and stays stopped', () => {
    let stops = 0;
    const life = createLife((point) => point === 'commit');
    life.onStop(() => {
      stops += 1;
    });
    life.pass('send');
    expect(life.isOver()).toBe(false);
    expect(() => {
      life.pass('commit');
    }).toThrow(ProcessStopped);
    expect(() => {
      life.pass('send');
    }).toThrow(ProcessStopped);
    life.stop();
    expect([life.isOver(), stops]).toEqual([true, 1]);
  });

  it('lets nothing in that comes after its end', async () => {
    const life = createLife(() => false);
    const early = Promise.withResolvers<string>();
    const late = Promise.withResolvers<string>();
    const failing = Promise.withResolvers<string>();
    const seen: string[] = [];
    const note = (text: string): number => seen.push(text);
    void life.lasting(early.promise).then(note);
    void life.lasting(late.promise).then(note);
    void life.lasting(failing.promise).catch(() => note('failed'));
    early.resolve('early');
    await early.promise;
    await Promise.resolve();
    life.stop();
    late.resolve('late');
    failing.reject(new Error('late'));
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(seen).toEqual(['early']);
  });

  it('passes failures on while it lasts', async () => {
    const life = createLife(() => false);
    await expect(life.lasting(Promise.reject(new Error('down')))).rejects.toThrow('down');
  });
});
