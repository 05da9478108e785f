/**
 * The process that hosts the embedded chain. It is a process of its own because the chain's native
 * code can stall the thread it was started from, and because a process can be killed and started
 * again. It takes one {@link StartChainMessage}, gives one {@link ChainAnswer}, and lives for as
 * long as its parent. Its slots stop while the parent does.
 */
import { readFileSync } from 'node:fs';

import { callRpc } from './callRpc.ts';
import type { ChainAnswer, HoldAnswer, ParentMessage, StartChainMessage } from './chainMessages.ts';
import { loadSurfnet, type Surfnet, type SurfnetModule } from './loadSurfnet.ts';
import { dieWithParent } from './dieWithParent.ts';
import { createSlotHolder, type SlotHolder } from './slotHolder.ts';

const DRAIN_INTERVAL_MS = 50;
const LOOK_INTERVAL_MS = 50;
const SYSTEM_PROGRAM = '11111111111111111111111111111111';

/**
 * The programs of the chain that keep their code in their own accounts: associated token accounts,
 * 105 kB, and memos. The chain remembers every account of its latest transactions and copies all of that for every instruction
 * that it runs, so a swap would cost a quarter of a second after two hundred others. Deployed again
 * with the same code, they keep it in accounts of its own, as programs do today.
 */
const BULKY_PROGRAMS = [
  'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
  'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
];

async function startChain(
  { Surfnet: binding }: SurfnetModule,
  message: StartChainMessage,
): Promise<Surfnet> {
  const chain = binding.startWithConfig({
    offline: true,
    blockProductionMode: 'clock',
    slotTimeMs: message.slotMs,
  });
  setInterval(() => chain.drainEvents(), DRAIN_INTERVAL_MS);
  for (const { address, lamports } of message.balances) chain.fundSol(address, lamports);
  for (const { address, path } of message.programs) {
    chain.deploy({ programId: address, soBytes: [...readFileSync(path)] });
  }
  for (const program of BULKY_PROGRAMS) await moveCode(chain, program);
  return chain;
}

/** Deploys a program again with the code it has; the account has to go first. */
async function moveCode(chain: Surfnet, program: string): Promise<void> {
  const code = await readProgramCode(chain.rpcUrl, program);
  const empty = { lamports: 0, data: '', owner: SYSTEM_PROGRAM, executable: false };
  await callRpc(chain.rpcUrl, 'surfnet_setAccount', [program, empty]);
  chain.deploy({ programId: program, soBytes: [...code] });
}

async function readProgramCode(rpcUrl: string, program: string): Promise<Uint8Array> {
  const { value } = await callRpc<{ value: { data: [string, string] } | null }>(
    rpcUrl,
    'getAccountInfo',
    [program, { encoding: 'base64' }],
  );
  if (value === null) throw new Error(`the chain has no program ${program}`);
  return Buffer.from(value.data[0], 'base64');
}

/** Stops the slots while the parent stands still. */
function holdSlots(rpcUrl: string): SlotHolder {
  const holder = createSlotHolder(
    {
      pause: async () => callRpc(rpcUrl, 'surfnet_pauseClock'),
      resume: async () => callRpc(rpcUrl, 'surfnet_resumeClock'),
    },
    () => performance.now(),
  );
  setInterval(() => {
    // A chain that is too busy to answer is asked again at the next look.
    holder.look().catch(() => undefined);
  }, LOOK_INTERVAL_MS);
  return holder;
}

let holder: SlotHolder | undefined;

async function answer(message: StartChainMessage): Promise<ChainAnswer> {
  const { platform, arch } = process;
  let surfnet: SurfnetModule;
  try {
    surfnet = loadSurfnet({ platform, architecture: arch });
  } catch (cause) {
    return { kind: 'unavailable', message: messageOf(cause) };
  }
  try {
    const { rpcUrl, wsUrl } = await startChain(surfnet, message);
    holder = holdSlots(rpcUrl);
    return { kind: 'ready', rpcUrl, wsUrl };
  } catch (cause) {
    return { kind: 'failed', message: messageOf(cause) };
  }
}

async function hold(isHeld: boolean): Promise<HoldAnswer> {
  try {
    await holder?.hold(isHeld);
    return { kind: 'hold' };
  } catch (cause) {
    return { kind: 'hold', problem: messageOf(cause) };
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

dieWithParent();
process.on('message', (message: ParentMessage) => {
  if (message.kind === 'present') holder?.heard();
  else {
    const given = message.kind === 'hold' ? hold(message.isHeld) : answer(message);
    void given.then((said) => process.send?.(said));
  }
});
