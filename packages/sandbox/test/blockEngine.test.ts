import { address, generateKeyPairSigner, getBase58Decoder, getBase64Encoder } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { computeBundleId } from '../src/jito/bundle.ts';
import { TIP_ACCOUNTS } from '../src/jito/tipAccounts.ts';
import { startSandbox, type Sandbox } from '../src/startSandbox.ts';
import type { SignedTransaction } from '../src/testing/signTransfer.ts';
import { waitUntil } from '../src/waitUntil.ts';
import { createTradeClient } from './support/tradeClient.ts';

const BASE64 = { encoding: 'base64' };
const RECEIVER = address('11111111111111111111111111111112');

describe('block engine', () => {
  let sandbox: Sandbox;
  let client: Awaited<ReturnType<typeof createTradeClient>>;
  let amount = 1_000_000n;

  beforeAll(async () => {
    sandbox = await startSandbox({ slotMs: 30 });
    client = await createTradeClient(sandbox);
  });
  afterAll(() => sandbox.stop());

  async function post(path: string, method: string, params: unknown) {
    const response = await fetch(`${sandbox.jitoUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }),
    });
    const body = JSON.parse(await response.text());
    return { status: response.status, bundleId: response.headers.get('x-bundle-id'), body };
  }

  const sendBundle = (params: unknown) => post('/api/v1/bundles', 'sendBundle', params);

  function tip(lamportsPaid: bigint) {
    const destination = TIP_ACCOUNTS[3] ?? RECEIVER;
    const source = client.wallet;
    return getTransferSolInstruction({ source, destination, amount: lamportsPaid });
  }

  /** A payment of an amount no other transaction of this file pays. */
  function payment() {
    amount += 1n;
    return getTransferSolInstruction({ source: client.wallet, destination: RECEIVER, amount });
  }

  async function waitForStatus(bundleId: string, wanted: string) {
    let answer: Awaited<ReturnType<typeof post>> | undefined;
    await waitUntil(
      async () => {
        answer = await post('/api/v1/bundles', 'getInflightBundleStatuses', [[bundleId]]);
        return answer.body.result.value[0].status === wanted;
      },
      { timeoutMs: 120_000, description: `bundle ${bundleId} to be ${wanted}` },
    );
    return answer?.body.result.value[0];
  }

  it('lands a bundle of one and reports it with a truthy success', async () => {
    const transaction = await client.sign([payment(), tip(1_000n)]);
    const { status, body } = await sendBundle([[transaction.wire], BASE64]);
    expect(status).toBe(200);
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 7,
      result: computeBundleId([transaction.signature]),
    });
    const landed = await waitForStatus(body.result, 'Landed');
    expect(landed.landed_slot).toBeGreaterThan(0);

    const statuses = await post('/api/v1/getBundleStatuses', 'getBundleStatuses', [[body.result]]);
    expect(statuses.body.result).toEqual({
      context: { slot: expect.any(Number) },
      value: [
        {
          bundle_id: body.result,
          transactions: [transaction.signature],
          slot: landed.landed_slot,
          confirmation_status: 'confirmed',
          err: { Ok: null },
        },
      ],
    });
  });

  it('lands a bundle of two', async () => {
    const pair = [await client.sign([payment()]), await client.sign([payment(), tip(5_000n)])];
    const { body } = await sendBundle([pair.map(({ wire }) => wire), BASE64]);
    await waitForStatus(body.result, 'Landed');
    for (const { signature } of pair) expect(await client.waitForResult(signature)).toBeNull();
  });

  it('lands nothing of a bundle whose second transaction fails', async () => {
    const impossible = getTransferSolInstruction({
      source: client.wallet,
      destination: RECEIVER,
      amount: 10n ** 18n,
    });
    const pair = [await client.sign([payment(), tip(1_000n)]), await client.sign([impossible])];
    const { status, body } = await sendBundle([pair.map(({ wire }) => wire), BASE64]);
    expect(status).toBe(200);
    await waitForStatus(body.result, 'Failed');
    const signatures = pair.map(({ signature }) => signature);
    const { value } = await client.rpc.getSignatureStatuses(signatures).send();
    expect(value).toEqual([null, null]);
  });

  it('lands every bundle of two when many arrive at once', async () => {
    const pairs: SignedTransaction[][] = [];
    for (let count = 0; count < 5; count += 1) {
      pairs.push([await client.sign([payment()]), await client.sign([payment(), tip(1_000n)])]);
    }
    const balanceBefore = await client.rpc.getBalance(RECEIVER, { commitment: 'processed' }).send();
    const answers = await Promise.all(
      pairs.map((pair) => sendBundle([pair.map(({ wire }) => wire), BASE64])),
    );
    for (const { body } of answers) await waitForStatus(body.result, 'Landed');
    const balanceAfter = await client.rpc.getBalance(RECEIVER, { commitment: 'processed' }).send();
    const paid = 10n * amount - 45n;
    expect(balanceAfter.value - balanceBefore.value).toBe(paid);
  });

  it('reads base58 unless told otherwise', async () => {
    const { wire, signature } = await client.sign([payment(), tip(2_000n)]);
    const base58 = getBase58Decoder().decode(getBase64Encoder().encode(wire));

    const wrong = await sendBundle([[wire]]);
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toBe('transaction #0 could not be decoded');

    const right = await sendBundle([[base58]]);
    expect(right.status).toBe(200);
    expect(await client.waitForResult(signature)).toBeNull();
  });

  it('takes a single transaction and names its bundle in a header', async () => {
    const { wire, signature } = await client.sign([payment()]);
    const answer = await post('/api/v1/transactions', 'sendTransaction', [wire, BASE64]);
    expect(answer.body.result).toBe(signature);
    expect(answer.bundleId).toBe(computeBundleId([signature]));
    expect(await client.waitForResult(signature)).toBeNull();
  });

  it('wants a tip of a single transaction that goes as a bundle only', async () => {
    const { wire } = await client.sign([payment()]);
    const path = '/api/v1/transactions?bundleOnly=true';
    const answer = await post(path, 'sendTransaction', [wire, BASE64]);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('tip account');
  });

  describe('refuses', () => {
    async function messageFor(transactions: readonly SignedTransaction[]): Promise<string> {
      const wires = transactions.map(({ wire }) => wire);
      const { status, body } = await sendBundle([wires, BASE64]);
      expect(status).toBe(400);
      expect(body.error.code).toBe(-32602);
      return body.error.message;
    }

    it('a bundle that locks no tip account', async () => {
      expect(await messageFor([await client.sign([payment()])])).toBe(
        'Bundles must write lock at least one tip account to be eligible for the auction.',
      );
    });

    it('a tip below the minimum', async () => {
      expect(await messageFor([await client.sign([payment(), tip(999n)])])).toBe(
        'Bundles must tip at least 1000 lamports; this one tips 999.',
      );
    });

    it('a duplicate transaction', async () => {
      const transaction = await client.sign([payment(), tip(1_000n)]);
      expect(await messageFor([transaction, transaction])).toContain('duplicate transactions');
    });

    it('more than five transactions', async () => {
      const transactions = await Promise.all(
        Array.from({ length: 6 }, () => client.sign([payment(), tip(1_000n)])),
      );
      expect(await messageFor(transactions)).toBe('bundle exceeds max transaction length: 6 of 5');
    });

    it('a transaction that has landed already', async () => {
      const transaction = await client.sign([payment(), tip(1_000n)]);
      await sendBundle([[transaction.wire], BASE64]);
      await client.waitForResult(transaction.signature);
      expect(await messageFor([transaction])).toBe(
        'bundle contains an already processed transaction',
      );
    });

    it('more than five bundle ids', async () => {
      const ids = Array.from({ length: 6 }, (_, index) => `${index}`);
      const { status, body } = await post('/api/v1/bundles', 'getBundleStatuses', [ids]);
      expect(status).toBe(400);
      expect(body.error.message).toBe('Too many bundle ids: 6, at most 5');
    });
  });

  it('knows nothing of an unknown bundle', async () => {
    const ids = [['00'.repeat(32)]];
    const inflight = await post('/api/v1/bundles', 'getInflightBundleStatuses', ids);
    expect(inflight.body.result.value).toEqual([
      { bundle_id: '00'.repeat(32), status: 'Invalid', landed_slot: null },
    ]);
    const statuses = await post('/api/v1/bundles', 'getBundleStatuses', ids);
    expect(statuses.body.result.value).toEqual([]);
  });

  it('lists the eight tip accounts, which exist on chain', async () => {
    const { body } = await post('/api/v1/getTipAccounts', 'getTipAccounts', []);
    expect(body.result).toEqual(TIP_ACCOUNTS);
    const { value } = await client.rpc
      .getMultipleAccounts(TIP_ACCOUNTS, { encoding: 'base64' })
      .send();
    expect(value.every((account) => account !== null)).toBe(true);
  });

  it('tells the tip floor in SOL', async () => {
    const response = await fetch(`${sandbox.jitoUrl}/api/v1/bundles/tip_floor`);
    const [floor] = JSON.parse(await response.text());
    expect(floor.landed_tips_50th_percentile).toBe(1e-5);
    expect(Object.keys(floor)).toHaveLength(7);
  });

  it('accepts an unpayable transaction, which then fails in silence', async () => {
    const pauper = await generateKeyPairSigner();
    const transaction = await client.signFor(pauper, [
      getTransferSolInstruction({
        source: pauper,
        destination: TIP_ACCOUNTS[0] ?? RECEIVER,
        amount: 1_000n,
      }),
    ]);
    const { status, body } = await sendBundle([[transaction.wire], BASE64]);
    expect(status).toBe(200);
    const [pending] = (await post('/api/v1/bundles', 'getInflightBundleStatuses', [[body.result]]))
      .body.result.value;
    expect(pending.status).toBe('Pending');
    await waitForStatus(body.result, 'Failed');
    const { value } = await client.rpc.getSignatureStatuses([transaction.signature]).send();
    expect(value).toEqual([null]);
  });
});
