import { createNodePlatform, type ExecutorPlatform } from '@quantbot/executor';

/** A node whose simulations all succeed, whatever the transaction would do. */
export function createLyingPlatform(): ExecutorPlatform {
  const machine = createNodePlatform();
  return {
    ...machine,
    http: async (request) => {
      const response = await machine.http(request);
      if (request.body?.includes('"method":"simulateTransaction"') !== true) return response;
      const answer = JSON.parse(response.body) as { result: { value: Record<string, unknown> } };
      Object.assign(answer.result.value, { err: null, logs: [], unitsConsumed: 150_000 });
      return { ...response, body: JSON.stringify(answer) };
    },
  };
}
