import { fault, isFault } from '@quantbot/core';
import { getAddressEncoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createSigningHold } from '../pipeline/signingHold.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { madeUpAddress } from '../testing/tradeFixtures.ts';
import { readPin } from './programNotes.ts';
import { ProgramWatch } from './programWatch.ts';
import { readProgramIdentities } from './readProgramIdentities.ts';

const UPGRADEABLE = 'BPFLoaderUpgradeab1e11111111111111111111111';
const PROGRAM = madeUpAddress(31);
const CODE = madeUpAddress(32);
const V4 = madeUpAddress(33);
const FIXED = madeUpAddress(34);

interface Deployments {
  slot: bigint;
  v4Slot: bigint;
  isClosed?: boolean;
}

function u64(value: bigint): number[] {
  return [...new Uint8Array(new BigUint64Array([value]).buffer)];
}

/** A chain with an upgradeable program, one of loader 4, and one that nobody can replace. */
function nodeOf(deployed: Deployments, given: Partial<ChainNode> = {}): ChainNode {
  const account = (owner: string, data: number[]): ChainAccount => ({
    lamports: 1n,
    owner,
    data: Uint8Array.from(data),
  });
  const accountOf = (address: string): ChainAccount | null => {
    if (address === PROGRAM) {
      return account(UPGRADEABLE, [2, 0, 0, 0, ...getAddressEncoder().encode(CODE)]);
    }
    if (address === CODE) {
      return deployed.isClosed === true
        ? null
        : account(UPGRADEABLE, [3, 0, 0, 0, ...u64(deployed.slot), 1]);
    }
    if (address === V4) {
      return account('LoaderV411111111111111111111111111111111111', u64(deployed.v4Slot));
    }
    return address === FIXED ? account('BPFLoader2111111111111111111111111111111111', [1]) : null;
  };
  return createFakeChainNode({
    accountHeads: async (addresses) => ({ slot: 9n, accounts: addresses.map(accountOf) }),
    ...given,
  });
}

async function setUp(nodes: readonly ChainNode[], programs: readonly string[] = [PROGRAM]) {
  const { journal } = await openTestJournal();
  const events: string[] = [];
  const platform = createFakePlatform();
  const clock = { nowMs: () => 5 };
  const port = {
    emitMetric: () => undefined,
    emitEvent: ({ name }: { readonly name: string }) => void events.push(name),
    startSpan: () => {
      throw new Error('unused');
    },
    endSpan: () => undefined,
    emitSpan: () => undefined,
  };
  const hold = createSigningHold();
  const telemetry = createExecutorTelemetry({ port, clock, platform });
  const parts = { programs, nodes, journal, hold, telemetry, platform, nowMs: clock.nowMs };
  return { watch: new ProgramWatch(parts), parts, journal, hold, events };
}

const DECISION = { program: PROGRAM, reason: 'audited', by: 'ann' };

describe('readProgramIdentities', () => {
  it('tells deployments apart, and programs that nobody can replace', async () => {
    const nodes = [nodeOf({ slot: 70n, v4Slot: 71n })];
    const missing = madeUpAddress(35);
    expect(await readProgramIdentities(nodes, [PROGRAM, V4, FIXED, missing])).toEqual(
      new Map([
        [PROGRAM, `upgradeable, code in ${CODE}, slot 70`],
        [V4, 'of loader 4, slot 71'],
        [FIXED, 'of BPFLoader2111111111111111111111111111111111, which replaces nothing'],
        [missing, 'not there'],
      ]),
    );
    expect(
      await readProgramIdentities([nodeOf({ slot: 70n, v4Slot: 0n, isClosed: true })], [PROGRAM]),
    ).toEqual(new Map([[PROGRAM, `upgradeable, closed, code in ${CODE}`]]));
  });

  it('believes two operators, and no single one of several', async () => {
    const honest = nodeOf({ slot: 1n, v4Slot: 0n }, { operator: 'a' });
    const liar = nodeOf({ slot: 2n, v4Slot: 0n }, { operator: 'b' });
    const third = nodeOf({ slot: 1n, v4Slot: 0n }, { operator: 'c' });
    const apart = await readProgramIdentities([honest, liar], [PROGRAM]);
    expect(isFault(apart) && apart.message).toContain('different deployments');
    expect(await readProgramIdentities([liar, honest, third], [PROGRAM])).toEqual(
      new Map([[PROGRAM, `upgradeable, code in ${CODE}, slot 1`]]),
    );
  });

  it('says when nobody tells', async () => {
    expect(await readProgramIdentities([createFakeChainNode()], [PROGRAM])).toMatchObject({
      code: 'RPC__UNAVAILABLE',
    });
  });
});

describe('ProgramWatch', () => {
  it('pins what it sees first, and holds from when another deployment runs', async () => {
    const deployed = { slot: 70n, v4Slot: 71n };
    const { watch, hold, journal, events } = await setUp([nodeOf(deployed)], [PROGRAM, V4]);
    expect(await watch.check()).toBeUndefined();
    expect(hold.reason()).toBeUndefined();
    expect(readPin(journal, PROGRAM)).toMatchObject({ identity: expect.stringContaining('70') });
    deployed.slot = 80n;
    await watch.check();
    await watch.check();
    expect(hold.reason()).toMatchObject({
      code: 'RISK__PROGRAM_CHANGED',
      context: { program: PROGRAM },
    });
    expect(events).toEqual(['execution.programs.changed']);
    expect(readPin(journal, PROGRAM)?.identity).toContain('70');
    deployed.v4Slot = 90n;
    await watch.check();
    expect(await watch.acknowledge(DECISION)).toMatchObject({ by: 'ann', reason: 'audited' });
    expect(hold.reason()).toMatchObject({ context: { program: V4 } });
    await watch.acknowledge({ ...DECISION, program: V4 });
    expect(hold.reason()).toBeUndefined();
  });

  it('holds in the next process as well, and not once it is as it was pinned', async () => {
    const deployed = { slot: 70n, v4Slot: 0n };
    const first = await setUp([nodeOf(deployed)]);
    await first.watch.check();
    deployed.slot = 80n;
    const next = new ProgramWatch({ ...first.parts, hold: createSigningHold() });
    await next.check();
    const other = { ...first.parts, hold: createSigningHold() };
    await new ProgramWatch(other).check();
    expect(other.hold.reason()?.code).toBe('RISK__PROGRAM_CHANGED');
  });

  it('says when it cannot look, pins nothing then, and leaves the hold as it is', async () => {
    const deployed = { slot: 70n, v4Slot: 0n };
    let isAway = true;
    const honest = nodeOf(deployed);
    const node = nodeOf(deployed, {
      accountHeads: async (...given) => {
        if (isAway) throw new Error('away');
        return honest.accountHeads(...given);
      },
    });
    const { watch, hold, journal } = await setUp([node]);
    expect(await watch.check()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    expect(readPin(journal, PROGRAM)).toBeUndefined();
    isAway = false;
    await watch.check();
    deployed.slot = 80n;
    await watch.check();
    isAway = true;
    expect(await watch.acknowledge(DECISION)).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    await watch.check();
    expect(hold.reason()?.code).toBe('RISK__PROGRAM_CHANGED');
  });

  it('acknowledges the deployment that was looked at, and no later one', async () => {
    const deployed = { slot: 70n, v4Slot: 0n };
    const { watch, journal, hold } = await setUp([nodeOf(deployed)]);
    await watch.check();
    deployed.slot = 80n;
    await watch.check();
    deployed.slot = 180n;
    for (const slot of ['80', '0', '8']) {
      expect(await watch.acknowledge({ ...DECISION, slot })).toMatchObject({
        code: 'RISK__PROGRAM_CHANGED',
        context: { pinned: `slot ${slot}` },
      });
    }
    expect(readPin(journal, PROGRAM)?.identity).toContain('slot 70');
    expect(hold.reason()?.code).toBe('RISK__PROGRAM_CHANGED');
    expect(await watch.acknowledge({ ...DECISION, slot: '180' })).toMatchObject({ by: 'ann' });
    expect(hold.reason()).toBeUndefined();
  });

  it('tells how each program stands, and changes nothing', async () => {
    const deployed = { slot: 70n, v4Slot: 71n };
    const { watch, journal, hold, parts } = await setUp([nodeOf(deployed)], [PROGRAM, V4]);
    expect(await watch.report()).toMatchObject([{ state: 'unpinned' }, { state: 'unpinned' }]);
    expect(readPin(journal, PROGRAM)).toBeUndefined();
    await watch.check();
    deployed.slot = 80n;
    expect(await watch.report()).toEqual([
      {
        program: PROGRAM,
        state: 'changed',
        pin: { program: PROGRAM, identity: `upgradeable, code in ${CODE}, slot 70`, atMs: 5 },
        found: `upgradeable, code in ${CODE}, slot 80`,
      },
      expect.objectContaining({ state: 'pinned', found: 'of loader 4, slot 71' }),
    ]);
    expect(hold.reason()).toBeUndefined();
    const blind = new ProgramWatch({ ...parts, nodes: [createFakeChainNode()] });
    expect(await blind.report()).toMatchObject([
      { state: 'unread', problem: expect.stringContaining('was not expected') as string },
      { state: 'unread', pin: { program: V4 } },
    ]);
  });

  it('says once while nobody can tell, as a lie about the deployment would have it', async () => {
    const deployed = { slot: 70n, v4Slot: 0n };
    const liar = { slot: 70n, v4Slot: 0n };
    const nodes = [nodeOf(deployed, { operator: 'a' }), nodeOf(liar, { operator: 'b' })];
    const { parts, events } = await setUp(nodes);
    const stop = new AbortController();
    let looks = 0;
    const platform = {
      delay: async () => {
        looks += 1;
        if (looks === 2) deployed.slot = 80n;
        if (looks === 5) stop.abort();
      },
    };
    await new ProgramWatch({ ...parts, platform }).watch(1, stop.signal);
    expect(events).toEqual(['execution.programs.unread']);
  });

  it('acknowledges no program that is not traded through', async () => {
    const { watch } = await setUp([nodeOf({ slot: 1n, v4Slot: 0n })]);
    await expect(watch.acknowledge({ ...DECISION, program: FIXED })).rejects.toMatchObject({
      code: 'CONFIG__FIELD_INVALID',
    });
  });

  it('refuses a pin that cannot be read', async () => {
    const { watch, journal } = await setUp([nodeOf({ slot: 1n, v4Slot: 0n })]);
    journal.takeNote(`program pin ${PROGRAM}`, '{');
    await expect(watch.check()).rejects.toMatchObject({ code: 'JOURNAL__DAMAGED' });
    expect(
      fault('RISK__PROGRAM_CHANGED', { program: 'P', pinned: 'a', found: 'b' }).message,
    ).toMatch(/P is not the one that was pinned \(a\)/u);
  });
});
