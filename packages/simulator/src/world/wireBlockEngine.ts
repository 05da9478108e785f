import type { ExecutorPlatform, HttpRequest } from '@quantbot/executor';
import { getBase64Encoder } from '@solana/kit';

import type { ModelBlockEngine } from '../model/modelBlockEngine.ts';
import type { Life } from '../process/life.ts';
import type { Network } from './network.ts';

/** What stands between a process and the block engine. */
export interface BlockEngineWiring {
  readonly engine: ModelBlockEngine;
  readonly network: Network;
  readonly life: Life;
  /** Told of bytes at the moment they leave the process. */
  readonly leaving: (wire: Uint8Array, by: string) => void;
}

/** The HTTP of a process: in a simulation only the block engine is reached by it. */
export function wireBlockEngine(wiring: BlockEngineWiring): ExecutorPlatform['http'] {
  const { engine, network, life, leaving } = wiring;
  return async (request) => {
    const { method, url, body, timeoutMs } = request;
    for (const wire of bundleIn(request)) leaving(wire, 'engine');
    const call = { method, url, ...(body === undefined ? {} : { body }) };
    try {
      const answer = await network.ask(
        life,
        { target: 'engine', method: 'http', timeoutMs },
        async () => engine.answerHttp(call),
      );
      return { ...answer, headers: {} };
    } catch (cause) {
      // Some refusals are answers, as far as HTTP is concerned.
      const status = /^HTTP (\d+)$/u.exec(cause instanceof Error ? cause.message : '')?.[1];
      if (status === undefined) throw cause;
      return { status: Number(status), headers: {}, body: '' };
    }
  };
}

/** Transactions of a bundle that a request carries. */
function bundleIn({ body }: HttpRequest): Uint8Array[] {
  if (body?.includes('"sendBundle"') !== true) return [];
  const { params } = JSON.parse(body) as { readonly params: readonly [readonly string[]] };
  return params[0].map((text) => new Uint8Array(getBase64Encoder().encode(text)));
}
