import { afterEach, describe, expect, it } from 'vitest';

import { callRpc } from '../chain/callRpc.ts';
import type { RunningServer } from '../http/serveApplication.ts';
import { serveFakeRpc } from '../testing/fakeRpc.ts';
import { startFaultProxies, type FaultProxies } from './startFaultProxies.ts';
import type { FaultPlan } from './plan/faultPlan.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function setUp(plan?: FaultPlan): Promise<FaultProxies> {
  const service: RunningServer = await serveFakeRpc({
    getSlot: () => 50,
    getTipAccounts: () => ['tip'],
  });
  cleanups.push(() => service.close());
  const proxies = await startFaultProxies({
    rpcUrl: service.url,
    wsUrl: service.url.replace('http', 'ws'),
    jupiterUrl: service.url,
    jitoUrl: service.url,
    operatorLabels: ['honest', 'lagging'],
    plan,
  });
  cleanups.push(() => proxies.close());
  return proxies;
}

describe('startFaultProxies', () => {
  it('plays operators that disagree over one chain', async () => {
    const action = { kind: 'lag', slots: 12 } as const;
    const { operators, faults } = await setUp({
      operators: [{ label: 'lagging', rules: [{ target: 'rpc', action }] }],
    });
    const slots = operators.map(({ rpcUrl }) => callRpc<number>(rpcUrl, 'getSlot'));
    expect(await Promise.all(slots)).toEqual([50, 38]);
    expect(operators.map(({ label }) => label)).toEqual(['honest', 'lagging']);
    expect(faults.log()).toMatchObject([{ operator: 'lagging', kind: 'lag', method: 'getSlot' }]);
  });

  it('stands in front of the venue and the block engine as well', async () => {
    const { jupiterUrl, jitoUrl, faults } = await setUp();
    expect(await callRpc(jitoUrl, 'getTipAccounts')).toEqual(['tip']);
    const action = { kind: 'httpError', status: 503 } as const;
    faults.apply({ rules: [{ target: 'venue', method: '/swap/v2/build', action }] });
    expect((await fetch(`${jupiterUrl}/swap/v2/build?amount=1`)).status).toBe(503);
    expect((await fetch(`${jupiterUrl}/other`)).status).toBe(404);
  });

  it('is commanded from another process', async () => {
    const { operators, faults } = await setUp();
    const plan: FaultPlan = { rules: [{ target: 'rpc', action: { kind: 'drop' } }] };
    const answer = await fetch(faults.controlUrl, { method: 'PUT', body: JSON.stringify(plan) });
    expect(answer.status).toBe(200);
    await expect(callRpc(operators[0]?.rpcUrl ?? '', 'getSlot')).rejects.toThrow('fetch failed');
    await fetch(faults.controlUrl, { method: 'DELETE' });
    expect(await callRpc(operators[0]?.rpcUrl ?? '', 'getSlot')).toBe(50);
    expect(faults.counts().applied).toBe(1);
  });

  it('knows its operators', async () => {
    const { faults } = await setUp();
    expect(faults.closeSockets('honest')).toBe(0);
    expect(() => faults.closeSockets('other')).toThrow(
      'There is no operator other; there is honest, lagging.',
    );
  });

  it('starts nothing for a plan that is refused', async () => {
    await expect(setUp({ seed: -1 })).rejects.toThrow('The fault plan is refused');
  });
});
