import { createNodePlatform, type ExecutorPlatform } from '@quantbot/executor';

interface BundleCall {
  readonly params: ReadonlyArray<readonly string[]>;
}

/**
 * A block engine that takes every bundle and brings none of the first signatures to the chain; from
 * then on it is a good one.
 *
 * @param signatures - Different bytes to lose, however often they are sent.
 */
export function createSwallowingEngine(signatures: number): ExecutorPlatform {
  const machine = createNodePlatform();
  const lost = new Set<string>();
  return {
    ...machine,
    http: async (request) => {
      if (request.body?.includes('"method":"sendBundle"') !== true) return machine.http(request);
      const { params } = JSON.parse(request.body) as BundleCall;
      const wire = params[0]?.[0] ?? '';
      if (lost.size >= signatures && !lost.has(wire)) return machine.http(request);
      lost.add(wire);
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, result: 'a-bundle-id' });
      return { status: 200, headers: {}, body };
    },
  };
}
