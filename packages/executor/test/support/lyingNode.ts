import { createNodePlatform, type ExecutorPlatform } from '@quantbot/executor';

import { rosyAccounts } from '../../src/testing/rosyAccounts.ts';

/** A node whose simulations all succeed, whatever the transaction would do. */
export function createLyingPlatform(): ExecutorPlatform {
  const machine = createNodePlatform();
  return {
    ...machine,
    http: async (request) => {
      const response = await machine.http(request);
      if (request.body?.includes('"method":"simulateTransaction"') !== true) return response;
      const answer = JSON.parse(response.body) as { result: { value: Record<string, unknown> } };
      const { params } = JSON.parse(request.body) as {
        params: [string, { accounts: { addresses: string[] } }];
      };
      const accounts = rosyAccounts(params[1].accounts.addresses).map((account) =>
        account === null
          ? null
          : {
              lamports: Number(account.lamports),
              owner: account.owner,
              data: [Buffer.from(account.data).toString('base64'), 'base64'],
              executable: false,
              rentEpoch: 0,
              space: account.data.length,
            },
      );
      Object.assign(answer.result.value, { err: null, logs: [], unitsConsumed: 150_000, accounts });
      return { ...response, body: JSON.stringify(answer) };
    },
  };
}
