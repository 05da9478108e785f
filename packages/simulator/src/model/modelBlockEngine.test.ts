import { getBase58Decoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createTestChain, SOL } from '../testing/testChain.ts';
import { signTransaction, transfer } from '../testing/testTransaction.ts';

const TIP_ACCOUNT = '96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5';

async function start() {
  const test = createTestChain();
  const { chain, wallets } = test;
  const [wallet] = wallets;
  if (wallet === undefined) throw new Error('is there');
  const tipped = async (lamports: bigint, extra = 1n) => {
    const blockhash = (await chain.nodes[0]?.latestBlockhash())?.blockhash ?? '';
    return signTransaction(wallet, blockhash, [
      transfer(wallet, TIP_ACCOUNT, lamports),
      transfer(wallet, wallet.address, extra),
    ]);
  };
  return { ...test, wallet, tipped, engine: chain.blockEngine };
}

describe('a bundle', () => {
  it('lands all or none, and is told landed', async () => {
    const { chain, engine, tipped, pass } = await start();
    const [good, bad] = [await tipped(1_000n), await tipped(1_000n, 1_000n * SOL)];
    const mixed = engine.sendBundle([good.wire, bad.wire]);
    pass(9);
    expect(chain.truth.landings()).toEqual([]);
    const alone = engine.sendBundle([good.wire]);
    if (mixed.kind !== 'accepted' || alone.kind !== 'accepted') throw new Error('are accepted');
    pass(1);
    const ids = [mixed.bundleId, alone.bundleId, 'unknown'];
    expect(engine.inflightStatuses(ids).map(({ status }) => status)).toEqual([
      'Failed',
      'Landed',
      'Invalid',
    ]);
    expect(engine.bundleStatuses(ids)).toMatchObject([
      { bundleId: alone.bundleId, signatures: [good.signature], commitment: 'processed' },
    ]);
    pass(1);
    expect(engine.bundleStatuses(ids)[0]?.commitment).toBe('confirmed');
    pass(31);
    expect(engine.bundleStatuses(ids)[0]?.commitment).toBe('finalized');
  });

  it('without a tip never lands, and neither does one where no leader takes bundles', async () => {
    const { chain, engine, tipped, pass } = await start();
    engine.sendBundle([(await tipped(999n)).wire]);
    pass(10);
    chain.weather.blockEngine.leaderProbability = 0;
    engine.sendBundle([(await tipped(1_001n)).wire]);
    pass(10);
    expect(chain.truth.landings()).toEqual([]);
  });

  it('is lost after its id was given, or told Invalid though it landed', async () => {
    const { chain, engine, tipped, pass } = await start();
    chain.weather.blockEngine.loseProbability = 1;
    const lost = await tipped(1_000n);
    expect(engine.sendBundle([lost.wire])).toMatchObject({ kind: 'accepted' });
    pass(10);
    expect(chain.truth.landing(lost.signature)).toBeUndefined();
    Object.assign(chain.weather.blockEngine, { loseProbability: 0, invalidStatusProbability: 1 });
    const denied = await tipped(1_001n);
    const answer = engine.sendBundle([denied.wire]);
    pass(1);
    expect(chain.truth.landing(denied.signature)).toMatchObject({ error: null });
    if (answer.kind !== 'accepted') throw new Error('is accepted');
    expect(engine.inflightStatuses([answer.bundleId])).toMatchObject([{ status: 'Invalid' }]);
    expect(engine.bundleStatuses([answer.bundleId])).toEqual([]);
  });

  it('is uncled: it lands on a branch that dies, and may land elsewhere after that', async () => {
    for (const relandProbability of [0, 1]) {
      const { chain, engine, tipped, pass } = await start();
      chain.weather.blockEngine.uncleProbability = 1;
      chain.weather.relandProbability = relandProbability;
      const bundle = await tipped(1_000n);
      engine.sendBundle([bundle.wire]);
      pass(1);
      expect(chain.truth.landings()).toMatchObject([{ signature: bundle.signature, fate: 'open' }]);
      expect(chain.truth.landing(bundle.signature)).toBeUndefined();
      pass(50);
      const fates = chain.truth.landings().map(({ fate }) => fate);
      expect(fates).toEqual(relandProbability === 1 ? ['dead', 'finalized'] : ['dead']);
    }
  });

  it('is refused when it cannot land any more, has no transaction, or too many', async () => {
    const { engine, tipped, pass } = await start();
    const late = await tipped(1_000n);
    const again = await tipped(1_001n);
    engine.sendBundle([again.wire]);
    pass(1);
    expect(engine.sendBundle([again.wire])).toMatchObject({
      reason: expect.stringContaining('already processed'),
    });
    pass(151);
    expect(engine.sendBundle([late.wire])).toMatchObject({
      reason: expect.stringContaining('expired blockhash'),
    });
    expect(engine.sendBundle([])).toMatchObject({ kind: 'refused' });
    expect(engine.sendBundle(Array.from({ length: 6 }, () => late.wire))).toMatchObject({
      reason: expect.stringContaining('6 transactions'),
    });
    expect(engine.sendBundle([Uint8Array.of(1)])).toMatchObject({
      reason: expect.stringContaining('decoded'),
    });
  });
});

describe('the block engine over HTTP', () => {
  const call = async (body: object | string, method: 'GET' | 'POST' = 'POST') => {
    const started = await start();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const url = 'https://engine/api/v1/bundles';
    const answer = started.engine.answerHttp({ method, url, body: text });
    return { ...started, status: answer.status, body: JSON.parse(answer.body) as never };
  };
  const rpc = (method: string, ...params: readonly unknown[]) => ({
    jsonrpc: '2.0',
    id: 1,
    method,
    params,
  });

  it('takes bundles in both encodings', async () => {
    for (const encoding of ['base64', 'base58'] as const) {
      const { engine, tipped, chain, pass } = await start();
      const { wire, signature } = await tipped(1_000n);
      const text =
        encoding === 'base64'
          ? Buffer.from(wire).toString('base64')
          : getBase58Decoder().decode(wire);
      const params = encoding === 'base64' ? [[text], { encoding }] : [[text]];
      const url = '/api/v1/bundles';
      const body = JSON.stringify(rpc('sendBundle', ...params));
      const answer = JSON.parse(engine.answerHttp({ method: 'POST', url, body }).body) as {
        result: string;
      };
      expect(answer.result).toMatch(/^[0-9a-f]{64}$/u);
      pass(1);
      expect(chain.truth.landing(signature)).toBeDefined();
      const asked = (method: string) =>
        JSON.parse(
          engine.answerHttp({
            method: 'POST',
            url,
            body: JSON.stringify(rpc(method, [answer.result])),
          }).body,
        ) as { result: { value: object[] } };
      expect(asked('getInflightBundleStatuses').result.value[0]).toMatchObject({
        status: 'Landed',
      });
      expect(asked('getBundleStatuses').result.value[0]).toMatchObject({
        transactions: [signature],
      });
    }
  });

  it('names its tip accounts and what tips have been', async () => {
    const { body, engine } = await call(rpc('getTipAccounts'));
    expect((body as { result: string[] }).result).toEqual(engine.tipAccounts);
    expect(engine.tipAccounts).toContain(TIP_ACCOUNT);
    const url = '/api/v1/bundles/tip_floor';
    const floor = JSON.parse(engine.answerHttp({ method: 'GET', url }).body) as object[];
    expect(floor[0]).toHaveProperty('landed_tips_50th_percentile', 1e-5);
    expect(engine.answerHttp({ method: 'GET', url: '/else' }).status).toBe(404);
  });

  it.each([
    ['text that is no JSON', '{', -32700],
    ['JSON that is no call', '{}', -32600],
    ['a method it does not have', rpc('getNothing'), -32601],
    ['a bundle that is none', rpc('sendBundle', 5), -32602],
    ['text that is not base58', rpc('sendTransaction', '0'), -32602],
    ['too many ids', rpc('getBundleStatuses', ['1', '2', '3', '4', '5', '6']), -32602],
  ])('refuses %s', async (_name, body, code) => {
    expect(await call(body)).toMatchObject({ status: 400, body: { error: { code } } });
  });
});
