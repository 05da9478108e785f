/**
 * The process that hosts the embedded chain. It is a process of its own because the chain's native
 * code can stall the thread it was started from, and because a process can be killed and started
 * again. It takes one {@link StartChainMessage}, gives one {@link ChainAnswer}, and lives for as
 * long as its parent.
 */
import { readFileSync } from 'node:fs';

import type { ChainAnswer, StartChainMessage } from './chainMessages.ts';
import { loadSurfnet, type Surfnet } from './loadSurfnet.ts';
import { dieWithParent } from './dieWithParent.ts';

const DRAIN_INTERVAL_MS = 50;

function startChain(message: StartChainMessage): Surfnet {
  const { platform, arch } = process;
  const chain = loadSurfnet({ platform, architecture: arch }).Surfnet.startWithConfig({
    offline: true,
    blockProductionMode: 'clock',
    slotTimeMs: message.slotMs,
  });
  setInterval(() => chain.drainEvents(), DRAIN_INTERVAL_MS);
  for (const { address, lamports } of message.balances) chain.fundSol(address, lamports);
  for (const { address, path } of message.programs) {
    chain.deploy({ programId: address, soBytes: [...readFileSync(path)] });
  }
  return chain;
}

function answer(message: StartChainMessage): ChainAnswer {
  try {
    const { rpcUrl, wsUrl } = startChain(message);
    return { kind: 'ready', rpcUrl, wsUrl };
  } catch (cause) {
    return { kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
  }
}

dieWithParent();
process.once('message', (message: StartChainMessage) => process.send?.(answer(message)));
