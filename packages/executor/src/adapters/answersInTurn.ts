import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { Turnstile } from '../pipeline/turnstile.ts';

/**
 * The platform, with answers from the network that go through the turnstile before they are read. A
 * slot brings the answers about many trades in the same moment, and what follows from them would
 * otherwise run in one go.
 */
export function answersInTurn(platform: ExecutorPlatform, turnstile: Turnstile): ExecutorPlatform {
  return {
    ...platform,
    http: async (request) => {
      const response = await platform.http(request);
      return turnstile.run('read', () => response);
    },
  };
}
