import { serveApplication } from '../http/serveApplication.ts';
import { CONTROL_PATH, createControlApplication } from './createControlApplication.ts';
import { createFaultDirector } from './plan/faultDirector.ts';
import type { FaultPlan } from './plan/faultPlan.ts';
import type { SandboxFaults, SandboxOperator } from './sandboxFaults.ts';
import { createSendGate } from './proxy/sendGate.ts';
import { startFaultProxy, type FaultProxy } from './startFaultProxy.ts';
import { createChainReader } from './view/chainReader.ts';

/** Of the chain's six threads, with one more for the block engine: two are left for reads. */
const SENDS_AT_ONCE_MAX = 3;

/** The services to stand in front of, and the operators to play. */
export interface FaultProxiesOptions {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly jupiterUrl: string;
  readonly jitoUrl: string;
  /** At least one. */
  readonly operatorLabels: readonly string[];
  readonly plan?: FaultPlan | undefined;
}

/** Proxies in front of everything a client talks to. */
export interface FaultProxies {
  readonly operators: readonly SandboxOperator[];
  readonly jupiterUrl: string;
  readonly jitoUrl: string;
  readonly faults: SandboxFaults;
  close(): Promise<void>;
}

/**
 * Starts a proxy for every operator's node, one for the venue, one for the block engine, and the
 * endpoint that commands them.
 *
 * @throws Error for a plan that is refused; nothing is left running
 */
export async function startFaultProxies(options: FaultProxiesOptions): Promise<FaultProxies> {
  const { rpcUrl, wsUrl, operatorLabels, plan } = options;
  const director = createFaultDirector(operatorLabels);
  if (plan !== undefined) director.apply(plan);
  const cleanup = new AsyncDisposableStack();
  // What is held back would otherwise outlive the proxies.
  cleanup.defer(() => director.clear());
  const start = async (proxy: Promise<FaultProxy>) => {
    const running = await proxy;
    cleanup.defer(() => running.close());
    return running;
  };
  try {
    const chain = createChainReader(rpcUrl);
    cleanup.defer(() => chain.close());
    const nodes = new Map<string, FaultProxy>();
    const sends = createSendGate(SENDS_AT_ONCE_MAX);
    for (const operator of operatorLabels) {
      const node = { operator, wsUrl, chain, sends };
      const proxy = startFaultProxy({ target: 'rpc', upstreamUrl: rpcUrl, director, node });
      nodes.set(operator, await start(proxy));
    }
    const front = (target: 'venue' | 'blockEngine', upstreamUrl: string) =>
      start(startFaultProxy({ target, upstreamUrl, director }));
    const venue = await front('venue', options.jupiterUrl);
    const blockEngine = await front('blockEngine', options.jitoUrl);
    const control = { ...director, closeSockets: createSocketCloser(nodes) };
    const endpoint = await serveApplication(createControlApplication(control));
    cleanup.defer(() => endpoint.close());
    return {
      operators: [...nodes].map(([label, node]) => ({
        label,
        rpcUrl: node.url,
        wsUrl: node.wsUrl,
      })),
      jupiterUrl: venue.url,
      jitoUrl: blockEngine.url,
      faults: { ...control, controlUrl: `${endpoint.url}${CONTROL_PATH}` },
      close: () => cleanup.disposeAsync(),
    };
  } catch (cause) {
    await cleanup.disposeAsync();
    throw cause;
  }
}

function createSocketCloser(nodes: ReadonlyMap<string, FaultProxy>) {
  return (operator?: string): number => {
    const meant = [...nodes].filter(([label]) => operator === undefined || label === operator);
    if (meant.length === 0) {
      throw new Error(
        `There is no operator ${operator}; there is ${[...nodes.keys()].join(', ')}.`,
      );
    }
    return meant.reduce((sum, [, node]) => sum + node.closeSockets(), 0);
  };
}
