import { afterEach, describe, expect, it } from 'vitest';

import type { RunningServer } from '../http/serveApplication.ts';
import { serveFakeRpc, type FakeMethods } from '../testing/fakeRpc.ts';
import { signTransfer } from '../testing/signTransfer.ts';
import { createBlockEngine } from './blockEngine.ts';
import { readBundle, type Bundle } from './bundle.ts';
import { readBundleStatuses, readInflightBundleStatuses } from './bundleStatuses.ts';
import { TIP_ACCOUNTS } from './tipAccounts.ts';

const nodes: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});

/** A chain that moves by one slot each time it is asked, and lands what `landed` holds. */
async function createFakeChain(methods: FakeMethods = {}) {
  const landed = new Set<unknown>();
  let slot = 100;
  const status = { slot: 42, confirmationStatus: 'confirmed', status: { Ok: null } };
  const node = await serveFakeRpc({
    getSignatureStatuses: ([signatures]) => ({
      value: (signatures as string[]).map((signature) => (landed.has(signature) ? status : null)),
    }),
    isBlockhashValid: () => ({ value: true }),
    getBlockHeight: () => 70,
    getSlot: () => (slot += 1),
    ...methods,
  });
  nodes.push(node);
  return { rpcUrl: node.url, landed };
}

async function createBundle(size: number): Promise<Bundle> {
  const tips = TIP_ACCOUNTS.slice(0, size).map((account) => signTransfer(account, 1_000n));
  return readBundle(
    (await Promise.all(tips)).map(({ wire }) => wire),
    'base64',
  );
}

describe('createBlockEngine', () => {
  it('sends a bundle of one as the plain transaction it is', async () => {
    const sent: unknown[] = [];
    const { rpcUrl } = await createFakeChain({ sendTransaction: (call) => sent.push(call) });
    const engine = createBlockEngine(rpcUrl);
    const bundle = await createBundle(1);
    await engine.accept(bundle);
    await engine.idle();
    const options = { encoding: 'base64', skipPreflight: true, maxRetries: 0 };
    expect(sent).toEqual([[bundle.transactions[0]?.wire, options]]);
    expect(engine.find(bundle.id)).toMatchObject({ bundle, refused: false });
  });

  it('sends a larger bundle again in the next slot when the chain refuses it for nothing', async () => {
    let sends = 0;
    const { rpcUrl, landed } = await createFakeChain({
      sendBundle: () => {
        sends += 1;
        if (sends < 3) throw new Error('Execution failed: (BlockhashNotFound, ...)');
        for (const { signature } of bundle.transactions) landed.add(signature);
      },
    });
    const bundle = await createBundle(2);
    const engine = createBlockEngine(rpcUrl);
    await engine.accept(bundle);
    await engine.idle();
    expect(sends).toBe(3);
    expect(engine.find(bundle.id)?.refused).toBe(false);
  });

  it('sends the next bundle only when the one before has taken effect', async () => {
    const order: string[] = [];
    const { rpcUrl, landed } = await createFakeChain({
      sendBundle: () => {
        const bundle = bundles[order.length];
        order.push(`${landed.size} landed before`);
        for (const { signature } of bundle?.transactions ?? []) landed.add(signature);
      },
    });
    const bundles = [await createBundle(2), await createBundle(3)];
    const engine = createBlockEngine(rpcUrl);
    for (const bundle of bundles) await engine.accept(bundle);
    await engine.idle();
    expect(order).toEqual(['0 landed before', '2 landed before']);
  });

  it('gives an id for a bundle the chain then refuses, and calls it failed', async () => {
    const { rpcUrl } = await createFakeChain({
      sendBundle: () => {
        throw new Error('Execution failed for transaction 2');
      },
    });
    const engine = createBlockEngine(rpcUrl);
    const bundle = await createBundle(2);
    await engine.accept(bundle);
    await engine.idle();
    const { value } = await readInflightBundleStatuses({ rpcUrl, engine }, [bundle.id]);
    expect(value).toEqual([{ bundle_id: bundle.id, status: 'Failed', landed_slot: null }]);
    expect(await readBundleStatuses({ rpcUrl, engine }, [bundle.id])).toMatchObject({ value: [] });
  });

  it('refuses a blockhash the chain does not know any more', async () => {
    const { rpcUrl } = await createFakeChain({ isBlockhashValid: () => ({ value: false }) });
    await expect(createBlockEngine(rpcUrl).accept(await createBundle(1))).rejects.toThrow(
      'bundle contains an expired blockhash',
    );
  });

  it('refuses a bundle of which a part has landed', async () => {
    const { rpcUrl, landed } = await createFakeChain();
    const bundle = await createBundle(2);
    landed.add(bundle.transactions[1]?.signature);
    await expect(createBlockEngine(rpcUrl).accept(bundle)).rejects.toThrow(
      'bundle contains an already processed transaction',
    );
  });

  it('calls a bundle pending until its blockhash is dead, and failed from then on', async () => {
    let height = 70;
    const { rpcUrl } = await createFakeChain({
      sendTransaction: () => 'accepted, never executed',
      getBlockHeight: () => height,
    });
    const engine = createBlockEngine(rpcUrl);
    const bundle = await createBundle(1);
    await engine.accept(bundle);
    const readStatus = async () => {
      const { value } = await readInflightBundleStatuses({ rpcUrl, engine }, [bundle.id]);
      return value[0]?.status;
    };
    height = 220;
    expect(await readStatus()).toBe('Pending');
    height = 221;
    expect(await readStatus()).toBe('Failed');
  });
});
