import { describe, expect, it } from 'vitest';

import { createBlockEngine } from './blockEngine.ts';
import { createJitoApplication } from './createJitoApplication.ts';
import { TIP_ACCOUNTS } from './tipAccounts.ts';

const NOWHERE = 'http://127.0.0.1:1';
const application = createJitoApplication({
  rpcUrl: NOWHERE,
  engine: createBlockEngine(NOWHERE),
});

async function post(path: string, body: unknown) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await application.request(path, { method: 'POST', body: text });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('createJitoApplication', () => {
  it.each(['/api/v1/bundles', '/api/v1/getTipAccounts'])(
    'answers getTipAccounts posted to %s with the id of the call',
    async (path) => {
      const call = { jsonrpc: '2.0', id: 'tips', method: 'getTipAccounts' };
      expect(await post(path, call)).toEqual({
        status: 200,
        body: { jsonrpc: '2.0', id: 'tips', result: TIP_ACCOUNTS },
      });
    },
  );

  it.each([
    ['a body that is not JSON', '{', { id: null, code: -32700 }],
    ['a batch', [{ jsonrpc: '2.0', id: 1, method: 'getTipAccounts' }], { id: null, code: -32600 }],
    ['an unknown method', { jsonrpc: '2.0', id: 3, method: 'getSlot' }, { id: 3, code: -32601 }],
    [
      'missing parameters',
      { jsonrpc: '2.0', id: 4, method: 'sendBundle' },
      { id: 4, code: -32602 },
    ],
    [
      'an unknown encoding',
      { jsonrpc: '2.0', id: 5, method: 'sendBundle', params: [['AAAA'], { encoding: 'base32' }] },
      { id: 5, code: -32602 },
    ],
  ])('refuses %s', async (_, call, { id, code }) => {
    const { status, body } = await post('/api/v1/bundles', call);
    expect(status).toBe(400);
    expect(body).toMatchObject({ jsonrpc: '2.0', id, error: { code } });
  });

  it('answers 500 when the chain does not answer', async () => {
    const call = { jsonrpc: '2.0', id: 1, method: 'getBundleStatuses', params: [[]] };
    const { status, body } = await post('/api/v1/getBundleStatuses', call);
    expect(status).toBe(500);
    expect(body.error.code).toBe(-32603);
  });

  it('answers 404 for paths it does not have', async () => {
    const response = await application.request('/api/v1/unknown');
    expect(response.status).toBe(404);
  });
});
