import { createNodePlatform, type ExecutorPlatform } from '@quantbot/executor';

/** A block engine that takes every bundle and brings none to the chain. */
export function createSilentEngine(): ExecutorPlatform {
  const machine = createNodePlatform();
  return {
    ...machine,
    http: async (request) => {
      if (request.body?.includes('"method":"sendBundle"') !== true) return machine.http(request);
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'a-bundle-id' });
      return { status: 200, headers: {}, body };
    },
  };
}
