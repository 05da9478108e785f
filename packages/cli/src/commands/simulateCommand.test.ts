import { MUTANTS, type HuntOptions, type HuntOutcome } from '@quantbot/simulator';
import { describe, expect, it, vi } from 'vitest';

import { run } from '../run.ts';
import { captureConsole } from '../testing/captureConsole.ts';
import { describeReport } from './simulateCommand.ts';

const { hunted } = vi.hoisted(() => ({ hunted: vi.fn<() => readonly HuntOutcome[]>() }));
vi.mock('@quantbot/simulator', async (original) => ({
  ...(await original<object>()),
  huntMutants: async ({ onOutcome }: HuntOptions) => {
    const outcomes = hunted();
    for (const outcome of outcomes) onOutcome?.(outcome);
    return Promise.resolve(outcomes);
  },
}));

const CAUGHT: HuntOutcome = {
  mutant: 'journal-after-send',
  seed: 1,
  runsMax: 50,
  caughtAfter: 3,
  check: 'single-success',
  detail: 'two landed',
  unbroken: [],
};
const { caughtAfter: _caughtAfter, ...ESCAPED } = CAUGHT;

const REPORT = {
  runs: 2,
  seed: 7,
  violations: [{ seed: 8, check: 'balances', invariant: 'INV-07', detail: 'a lamport is gone' }],
  faults: { drop: 3, lag: 1 },
  medianTradesPerSchedule: 4,
  medianFaultsPerSchedule: 2,
  medianStopsOrRetriesPerSchedule: 1,
  schedulesPerSecond: 250,
  digest: '00000000',
  shortfalls: [],
};

async function quantbot(...args: readonly string[]) {
  const output = captureConsole();
  const status = await run(['node', 'quantbot', ...args]);
  return { status, output };
}

describe('simulate', () => {
  it('plays from a seed and prints the report for machines', async () => {
    const { status, output } = await quantbot('simulate', '--runs', '12', '--seed', '1', '--json');
    const report: unknown = JSON.parse(output.out());
    expect(report).toMatchObject({
      runs: 12,
      seed: 1,
      violations: [],
      faults: expect.any(Object),
      medianTradesPerSchedule: expect.any(Number),
      medianFaultsPerSchedule: expect.any(Number),
      schedulesPerSecond: expect.any(Number),
    });
    expect(status).toBe(0);
  });

  it('says where a violation is seen again, and ends with 1', async () => {
    const args = ['simulate', '--runs', '200', '--seed', '1', '--mutant', 'journal-after-send'];
    const { status, output } = await quantbot(...args);
    expect(status).toBe(1);
    expect(output.out()).toMatch(
      /no-unjournalled-byte .*\n.*again: quantbot simulate --runs 1 --seed \d+ --mutant journal-after-send/u,
    );
  });

  it('lists every mutant with what it breaks', async () => {
    const { output } = await quantbot('simulate', '--list-mutants', '--json');
    const names = MUTANTS.map(({ name, breaks }) => ({ name, breaks }));
    expect(JSON.parse(output.out())).toEqual(names);
    const { output: text } = await quantbot('simulate', '--list-mutants');
    for (const { name } of MUTANTS) expect(text.out()).toContain(name);
  });

  it.each([
    ['--mutant', 'no-such-mutant'],
    ['--runs', '0'],
    ['--seed', '-1'],
  ])('refuses %s %s', async (...args) => {
    expect((await quantbot('simulate', ...args)).status).toBe(2);
  });

  it('refuses seeds of which the last could not be played again alone', async () => {
    const last = ['simulate', '--seed', '2147483647', '--runs'];
    const { status, output } = await quantbot(...last, '2');
    expect(status).toBe(2);
    expect(output.err()).toContain('up to seed 2147483648, and 2147483647 is the last');
    expect((await quantbot(...last, '1')).status).toBe(0);
  });
});

describe('simulate --mutants-all', () => {
  it.each<[string, readonly HuntOutcome[], number]>([
    ['each was caught', [CAUGHT, CAUGHT], 0],
    ['one got away', [CAUGHT, ESCAPED], 1],
    ['the unbroken executor was violated', [CAUGHT, { ...CAUGHT, unbroken: ['2: lost'] }], 1],
  ])('when %s', async (_case, outcomes, expected) => {
    hunted.mockReturnValue(outcomes);
    const person = await quantbot('simulate', '--mutants-all', '--seed', '1');
    const machine = await quantbot('simulate', '--mutants-all', '--seed', '1', '--json');
    expect([person.status, machine.status]).toEqual([expected, expected]);
    const escaped = outcomes.filter(({ caughtAfter }) => caughtAfter === undefined).length;
    const unbroken = outcomes.flatMap((outcome) => outcome.unbroken);
    expect(JSON.parse(machine.output.out())).toMatchObject({ escaped, unbroken: unbroken.length });
    expect(person.output.out()).toContain(
      `2 hunts, ${escaped} escaped, ${unbroken.length} violations of the unbroken executor`,
    );
    for (const text of unbroken) {
      expect(person.output.out()).toContain(`the unbroken executor too: ${text}`);
    }
  });
});

describe('describeReport', () => {
  it('tells what was found, and how to see it again', () => {
    const text = describeReport(REPORT, undefined);
    expect(text).toContain('was caught');
    expect(text).toContain('again: quantbot simulate --runs 1 --seed 8');
    expect(text).toContain('4 of 2 kinds');
  });

  it('tells of a run that proves too little', () => {
    const poor = { ...REPORT, violations: [], shortfalls: ['a median of 0 faults'] };
    expect(describeReport(poor, undefined)).toContain('prove too little');
    expect(describeReport({ ...poor, shortfalls: [] }, undefined)).toContain('broke nothing');
  });
});
