import { createNodePlatform, type ExecutionAdapter } from '@quantbot/executor';
import {
  createExecutor,
  type CompiledConfig,
  type ExecutorSeams,
} from '@quantbot/executor/simulation';

import { createChance } from '../chance/createChance.ts';
import type { History } from '../checks/history.ts';
import { base58Text } from '../model/base58Text.ts';
import { createModelChain, type ModelChain } from '../model/modelChain.ts';
import type { ModelPool } from '../model/modelPool.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { ProcessStopped, type Life } from '../process/life.ts';
import { createSimulatedDisk, type SimulatedDisk } from '../process/simulatedDisk.ts';
import { createTrader, type Trader } from '../process/trader.ts';
import { createVirtualPlatform } from '../process/virtualPlatform.ts';
import { walletAt } from '../process/wallets.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { yieldToMachine } from '../platform/afterMicrotasks.ts';
import { watchRejections } from '../platform/watchRejections.ts';
import { createVirtualTime, STILL, type VirtualTime } from '../time/virtualTime.ts';
import { applyFaults } from './applyFaults.ts';
import { createNetwork, type Network } from './network.ts';
import { createOperator, type Operator } from './operator.ts';
import { readDisk } from './readDisk.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { JOURNAL_PATH, LIMITS, simulationConfig } from './simulationConfig.ts';
import { createSimulatedSigner } from './simulatedSigner.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { runStrategies } from './strategies.ts';
import { wireBlockEngine } from './wireBlockEngine.ts';
import { wireNode } from './wireNode.ts';
import { wireVenue } from './wireVenue.ts';

/** How a schedule went. */
export interface ScheduleRun {
  readonly history: History;
  readonly faults: ReadonlyMap<string, number>;
  /** The same for two runs in which the same happened. */
  readonly digest: string;
  readonly events: number;
}

/** Streams of chance, one for each part that draws while time passes. */
const STREAM = { chain: 2, network: 3, sockets: 4, strategies: 5, process: 10 } as const;

/** Longest time after the last fault until everything has to have ended, milliseconds. */
const QUIET_MS_MAX = 900_000;

/** Most slots that pass at the end, so that whatever still can land does. */
const LAST_SLOTS_MAX = 230;

/** Slots without anything on its way after which all that has landed is final. */
const IDLE_SLOTS = 40;

const machine = createNodePlatform();
const rejections = watchRejections();

interface World {
  readonly schedule: Schedule;
  readonly mutant: Mutant | undefined;
  readonly time: VirtualTime;
  readonly chain: ModelChain;
  readonly pools: readonly ModelPool[];
  readonly network: Network;
  readonly sockets: Sockets;
  readonly recorder: Recorder;
  readonly operator: Operator;
  readonly config: CompiledConfig;
  readonly uniqueId: () => string;
}

/**
 * Plays a schedule from beginning to end: the real executor, everything around it made up.
 *
 * @param mutant - Broken executor to play it with; the product's own when absent.
 */
export async function runSchedule(schedule: Schedule, mutant?: Mutant): Promise<ScheduleRun> {
  const world = createWorld(schedule, mutant);
  const { time, chain, recorder, sockets } = world;
  applyFaults({ time, chain, schedule, struck: recorder.struck });
  let isTicking = true;
  const tick = (): unknown => {
    chain.advanceSlot();
    const woken = sockets.notice();
    if (isTicking) time.after(schedule.slotMs, tick);
    return woken === 0 ? STILL : undefined;
  };
  time.after(schedule.slotMs, tick);
  const before = balancesOf(world, 'funded');
  const disks = schedule.wallets.map(({ hasJournal }, wallet) =>
    createSimulatedDisk(
      (events) => {
        recorder.becameDurable(wallet, events);
      },
      hasJournal ? { [JOURNAL_PATH]: 'journal' } : {},
    ),
  );
  const traders = schedule.wallets.map((_, wallet) => startTrader(world, wallet, disks));
  world.operator.begin(traders);
  const stuck = await playToEnd(world, traders);
  // Rejections are told in a turn of their own.
  await yieldToMachine();
  isTicking = false;
  passLastSlots(chain);
  const history = collect(world, { disks, before, stuck });
  for (const disk of disks) disk.dispose();
  return {
    history,
    faults: recorder.faults,
    digest: recorder.digest.text(),
    events: time.eventCount(),
  };
}

/** Lets land what still can, and become final what has landed. */
function passLastSlots(chain: ModelChain): void {
  let idleSlots = 0;
  for (let slot = 0; slot < LAST_SLOTS_MAX && idleSlots < IDLE_SLOTS; slot += 1) {
    chain.advanceSlot();
    idleSlots = chain.truth.waiting() === 0 ? idleSlots + 1 : 0;
  }
}

function createWorld(schedule: Schedule, mutant: Mutant | undefined): World {
  const { seed } = schedule;
  const time = createVirtualTime();
  const chain = createModelChain({
    random: createChance(seed, STREAM.chain).next,
    nodes: schedule.nodes,
    verifiesSignatures: false,
  });
  const recorder = createRecorder({ time, chain });
  const pools = schedule.pools.map(({ symbol, decimals }) =>
    chain.openPool({
      symbol,
      decimals,
      tokenProgram: 'token',
      lamports: POOL_LAMPORTS,
      units: POOL_WHOLE_TOKENS * 10n ** BigInt(decimals),
    }),
  );
  for (const [place, { lamports, units }] of schedule.wallets.entries()) {
    const { address } = walletAt(place);
    chain.fund(address, lamports);
    for (const [at, pool] of pools.entries()) {
      chain.fundTokens(address, pool.mint, units[at] ?? 0n);
    }
  }
  let names = 0;
  const struck = recorder.struck;
  return {
    schedule,
    mutant,
    time,
    chain,
    pools,
    recorder,
    operator: createOperator({ time, schedule, struck }),
    network: createNetwork({
      time,
      chance: createChance(seed, STREAM.network),
      faults: schedule.networkFaults,
      struck,
    }),
    sockets: createSockets({
      time,
      chance: createChance(seed, STREAM.sockets),
      chain,
      quietFromMs: schedule.quietFromMs,
      struck,
    }),
    config: simulationConfig(schedule, chain.swapDecoder),
    uniqueId: () => {
      names += 1;
      return `id-${names}`;
    },
  };
}

const POOL_LAMPORTS = 5_000_000_000_000n;
const POOL_WHOLE_TOKENS = 100_000n;

function startTrader(world: World, wallet: number, disks: readonly SimulatedDisk[]): Trader {
  const { schedule, time, recorder } = world;
  const plan = schedule.wallets[wallet];
  const disk = disks[wallet];
  if (plan === undefined || disk === undefined) throw new RangeError(`no wallet ${wallet}`);
  let lives = 0;
  return createTrader({
    time,
    ...plan,
    quietFromMs: schedule.quietFromMs,
    stopped: (point) => {
      recorder.stops += 1;
      recorder.struck('process-stop');
      recorder.digest.add(`stop ${wallet} ${point} ${time.nowMs()}`);
    },
    diskFailed: () => {
      recorder.struck('disk-failure');
    },
    start: (life) => {
      lives += 1;
      return startExecutor(world, { wallet, disk, life, lives });
    },
  });
}

interface Start {
  readonly wallet: number;
  readonly disk: SimulatedDisk;
  readonly life: Life;
  readonly lives: number;
}

function startExecutor(world: World, { wallet, disk, life, lives }: Start): ExecutionAdapter {
  const { schedule, time, network, sockets, chain, recorder, mutant } = world;
  const { signer, accounts } = walletAt(wallet);
  const leaving = (wire: Uint8Array, by: string): void => {
    life.pass('leave');
    recorder.left(wallet, signatureOf(wire), by);
  };
  const platform = createVirtualPlatform({
    time,
    life,
    chance: createChance(schedule.seed, STREAM.process + wallet * 64 + lives),
    disk,
    machine,
    http: wireBlockEngine({ engine: chain.blockEngine, network, life, leaving }),
    watchSignature: sockets.portOf(life),
    haltFiles: world.operator.haltFiles(wallet),
    uniqueId: world.uniqueId,
  });
  const config = {
    ...world.config,
    platform,
    clock: { nowMs: () => schedule.wallClockMs + time.nowMs() },
  };
  const seams: ExecutorSeams = {
    createNode: ({ url }) => {
      const node = chain.nodes.find(({ label }) => label === url);
      if (node === undefined) throw new RangeError(`no node ${url}`);
      return wireNode({ node, network, life, leaving });
    },
    createVenue: () =>
      wireVenue({
        venue: chain.venue(platform),
        network,
        life,
        monotonicMs: () => platform.monotonicMs(),
      }),
    createAccounts: () => accounts,
  };
  const place = { seed: schedule.seed, wallet, lives };
  const signing = createSimulatedSigner(place, { key: signer, life, platform, time, chain });
  const adapter = createExecutor(
    mutant?.breakConfig?.(config) ?? config,
    signing,
    mutant?.breakSeams?.(seams, { platform, config }) ?? seams,
  );
  return mutant?.breakAdapter?.(adapter) ?? adapter;
}

/** Lets everybody ask until they know, and the processes finish what they have begun. */
async function playToEnd(
  { schedule, time, recorder, pools }: World,
  traders: readonly Trader[],
): Promise<string | undefined> {
  let waitingFor: string | undefined = 'strategies';
  const chance = createChance(schedule.seed, STREAM.strategies);
  const mints = pools.map(({ mint }) => mint);
  const { answered } = recorder;
  const play = async (): Promise<void> => {
    const strategies = runStrategies({ time, chance, schedule, traders, mints, answered });
    time.after(schedule.quietFromMs, () => {
      // A trade whose strategy never asks again is seen through as well.
      for (const trader of traders) void trader.ask(async (adapter) => adapter.resume());
    });
    await strategies;
    waitingFor = 'the quiet';
    await new Promise<void>((resolve) => {
      time.after(schedule.quietFromMs - time.nowMs() + 1, resolve);
    });
    waitingFor = 'open trades';
    for (const trader of traders) {
      await takeUp(time, trader);
      await trader.ask(async (adapter) => adapter.idle());
    }
    waitingFor = 'the end of the processes';
    for (const trader of traders) await trader.close();
    waitingFor = undefined;
  };
  let failure: unknown;
  play().catch((cause: unknown) => {
    failure = cause;
  });
  const isDone = (): boolean => waitingFor === undefined || failure !== undefined;
  const end = await time.run(isDone, schedule.quietFromMs + QUIET_MS_MAX);
  if (failure !== undefined) throw failure;
  return waitingFor === undefined ? undefined : `${end} while waiting for ${waitingFor}`;
}

/** Longer than a process waits before it looks by itself. */
const TAKE_UP_PAUSE_MS = 20_000;

/** A look that began before the quiet still fails by what was wrong then, and so does a disk. */
async function takeUp(time: VirtualTime, trader: Trader): Promise<void> {
  for (;;) {
    const taken = await trader.ask(async (adapter) => adapter.resume());
    if (!trader.hasBrokenDisk() && taken !== undefined && taken.problem === undefined) return;
    await new Promise<void>((resolve) => {
      time.after(TAKE_UP_PAUSE_MS, resolve);
    });
  }
}

interface Collected {
  readonly disks: readonly SimulatedDisk[];
  readonly before: readonly Balances[];
  readonly stuck: string | undefined;
}

function collect(world: World, { disks, before, stuck }: Collected): History {
  const { schedule, recorder, chain, pools } = world;
  const after = balancesOf(world, 'final');
  const facts = disks.map((disk, wallet) => readDisk(disk, wallet));
  const { answers, sends, stops } = recorder;
  const { signed, expired } = recorder.attempts;
  return {
    schedule,
    limits: LIMITS,
    answers,
    signed,
    expired,
    sends,
    bars: world.operator.bars(),
    tradingChanges: facts.map(({ tradingChanges }) => tradingChanges),
    stops,
    trades: facts.flatMap(({ trades }) => trades),
    landings: chain.truth.landings(),
    wallets: schedule.wallets.map((_, place) => ({
      address: walletAt(place).address,
      lamportsBefore: before[place]?.lamports ?? 0n,
      lamportsAfter: after[place]?.lamports ?? 0n,
      unitsBefore: before[place]?.units ?? [],
      unitsAfter: after[place]?.units ?? [],
    })),
    pools: pools.map(({ mint, tokenVault, solVault }) => ({ mint, tokenVault, solVault })),
    stuck,
    surprises: rejections.take().flatMap(surpriseOf),
  };
}

interface Balances {
  readonly lamports: bigint;
  readonly units: readonly bigint[];
}

/** What the wallets were given at first, or hold in the finalized block. */
function balancesOf({ schedule, chain, pools }: World, which: 'funded' | 'final'): Balances[] {
  return schedule.wallets.map((plan, place) => {
    if (which === 'funded') return { lamports: plan.lamports, units: plan.units };
    const { address } = walletAt(place);
    return {
      lamports: chain.truth.lamports(address),
      units: pools.map(({ mint }) => chain.truth.units(address, mint)),
    };
  });
}

/** Code of a stopped process runs on for the moment and fails at everything: nobody minds. */
function surpriseOf(reason: unknown): string[] {
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  return isProcessStopped(reason) ? [] : [text];
}

function isProcessStopped(reason: unknown): boolean {
  for (let cause = reason; cause instanceof Error; { cause } = cause) {
    if (cause instanceof ProcessStopped) return true;
  }
  return false;
}

/** First signature of wire bytes, behind the byte that counts them. */
function signatureOf(wire: Uint8Array): string {
  return base58Text(wire.subarray(1, 65));
}
