import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  bodyOf,
  createExchange,
  createFakeReader,
  createReply,
} from '../../testing/fakeExchange.ts';
import type { JsonValue } from '../proxy/jsonValue.ts';
import { withBody } from '../proxy/reply.ts';
import { rewriteReply } from './rewriteReply.ts';

const chain = createFakeReader({ processed: 100n, finalized: 69n, gap: 30n });
const NONE = { lagSlots: 0, chain };
const CONFIRMED = { commitment: 'confirmed' };

describe('rewriteReply', () => {
  it('passes every answer on byte by byte that it has nothing to correct in', async () => {
    const methods = ['getSlot', 'getAccountInfo', 'getSignatureStatuses', 'simulateTransaction'];
    const call = fc.record({ method: fc.constantFrom(...methods), text: fc.json() });
    await fc.assert(
      fc.asyncProperty(call, async ({ method, text }) => {
        const reply = withBody(createReply(0n), `{"jsonrpc":"2.0", "result":${text}, "id":1}\n`);
        expect(await rewriteReply(createExchange(method), reply, NONE)).toBe(reply);
      }),
    );
  });

  it('passes answers about the newest slot on, even where a final one is corrected', async () => {
    for (const method of ['getEpochInfo', 'getLatestBlockhash', 'isBlockhashValid']) {
      const reply = createReply({ absoluteSlot: 100n, blockHeight: 70n });
      const params: JsonValue[] = [CONFIRMED];
      expect(await rewriteReply(createExchange(method, params), reply, NONE)).toBe(reply);
    }
  });

  it('corrects what ignores commitment', async () => {
    const reply = createReply({ absoluteSlot: 100n, blockHeight: 70n });
    const final = await rewriteReply(createExchange('getEpochInfo'), reply, NONE);
    expect(bodyOf(final)).toMatchObject({ result: { absoluteSlot: 69n, blockHeight: 39n } });
  });

  it('keeps integers beyond 2^53 in what it changes', async () => {
    const account = { context: { slot: 100n }, value: { rentEpoch: 18_446_744_073_709_551_615n } };
    const exchange = createExchange('getAccountInfo', ['address', CONFIRMED]);
    const lagged = await rewriteReply(exchange, createReply(account), { lagSlots: 4, chain });
    expect(lagged.body.toString()).toContain('18446744073709551615');
    expect(bodyOf(lagged)).toMatchObject({ result: { context: { slot: 96n } } });
  });

  it('refuses readers who insist on a slot that a lagging node does not have', async () => {
    const params: JsonValue[] = [{ ...CONFIRMED, minContextSlot: 98 }];
    const exchange = createExchange('getSlot', params);
    const refused = await rewriteReply(exchange, createReply(100n), { lagSlots: 3, chain });
    expect(bodyOf(refused)).toMatchObject({
      error: { code: -32_016n, data: { contextSlot: 97n } },
    });
    const taken = await rewriteReply(exchange, createReply(100n), { lagSlots: 2, chain });
    expect(bodyOf(taken)).toMatchObject({ result: 98n });
  });

  it('completes a refused send', async () => {
    const text =
      '{"jsonrpc":"2.0","error":{"code":-32002,"message":"already been processed"},"id":1}';
    const reply = withBody(createReply(0n), text);
    const completed = await rewriteReply(createExchange('sendTransaction'), reply, NONE);
    expect(bodyOf(completed)).toMatchObject({ error: { data: { err: 'AlreadyProcessed' } } });
    expect(await rewriteReply(createExchange('getEpochInfo'), reply, NONE)).toBe(reply);
  });

  it('leaves alone what is no call or no JSON', async () => {
    const reply = withBody(createReply(0n), 'no JSON');
    expect(await rewriteReply(createExchange('getTransaction'), reply, NONE)).toBe(reply);
    const path = { ...createExchange('/'), call: undefined };
    expect(await rewriteReply(path, reply, NONE)).toBe(reply);
  });
});
