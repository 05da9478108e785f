import type { AnyExecutionRequest, EventEmission, TelemetryPort } from '@quantbot/core';
import { getBase58Decoder, getBase64Decoder } from '@solana/kit';

import type { ChainNode, SendAnswer } from '../chain/chainNode.ts';
import { createEndpointGuard, type EndpointGuard } from '../chain/endpointGuard.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createStatusFeed } from '../chain/statusFeed.ts';
import { createWakeUps } from '../chain/wakeUps.ts';
import { createExpiryProofs } from '../confirm/expiryProofs.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { TIP_ACCOUNTS, type Tip } from '../facts/tipLevels.ts';
import { TOKEN_2022_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { createOutlayLedger } from '../gates/outlayLedger.ts';
import { TradingControl } from '../gates/tradingControl.ts';
import type { Journal } from '../journal/journal.ts';
import type { AttemptPlan } from '../journal/tradeEvents.ts';
import { createTradeLog, type TradeLog } from '../journal/tradeLog.ts';
import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import type { Lane } from '../lanes/lane.ts';
import { createBackgroundTasks } from '../pipeline/backgroundTasks.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { createMessageOwners } from '../pipeline/messageOwners.ts';
import { createPreparationTimes } from '../pipeline/preparationTimes.ts';
import { createForwardClock } from '../config/forwardClock.ts';
import { SAFETY_RULES } from '../pipeline/safetyRules.ts';
import { createSigningHold } from '../pipeline/signingHold.ts';
import { createTurnstile } from '../pipeline/turnstile.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createSends } from '../submit/startSubmission.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { createFakeChainNode } from './fakeChainNode.ts';
import { createFakePlatform, type FakePlatform } from './fakePlatform.ts';
import { admitFixture, fixtureAttempt, fixtureClaim } from './journalFixtures.ts';
import { openTestJournal } from './openTestJournal.ts';
import { madeUpAddress, PLAN, PLAN_BLOCKHASH, PLAN_KEY, planConfig } from './tradeFixtures.ts';

/** A lane that answers what a test wants and remembers what it was given. */
export interface FakeLane extends Lane {
  readonly sent: readonly Uint8Array[];
}

/** Says what an endpoint answers to a send. */
export type FakeSend = (wire: Uint8Array) => Promise<SendAnswer>;

/** What a test decides about the parts; the rest throws when it is used. */
export interface FakePartsOptions {
  readonly nodes?: ReadonlyArray<Partial<ChainNode>>;
  readonly config?: Partial<ExecutionAdapterConfig>;
  readonly lanes?: { readonly jito?: Lane; readonly rpc?: Lane };
  readonly parts?: Partial<ExecutorParts>;
  readonly platform?: FakePlatform;
  readonly tip?: Tip;
  /** What every commit of the journal waits for. */
  readonly nextTurn?: () => Promise<void>;
}

/** Stages on a real journal, a fake machine and a chain that a test makes up. */
export interface FakeParts {
  readonly parts: ExecutorParts;
  readonly journal: Journal;
  readonly platform: FakePlatform;
  readonly events: readonly EventEmission[];
  readonly closing: AbortController;
  /** Claims a trade that is admitted and followed by this process. */
  readonly admit: (fields?: Partial<AnyExecutionRequest>, mode?: 'live' | 'dry') => TradeRecord;
  /** Claims a trade and signs it. */
  readonly sign: (
    fields?: Partial<AnyExecutionRequest>,
    plan?: Partial<AttemptPlan>,
  ) => { readonly tradeId: string; readonly attempt: AttemptRecord };
  /** Names of the events that a trade has had. */
  readonly names: (tradeId: string) => readonly string[];
}

/** Chain that the parts were made for. */
export const FAKE_GENESIS_HASH = 'genesis-of-the-fake-chain';

/** Signature that made-up attempts have, as the chain would write it. */
export const FAKE_SIGNATURE = getBase58Decoder().decode(new Uint8Array(64).fill(3));

/** Bytes that made-up attempts have. */
export const FAKE_WIRE = Uint8Array.of(1, 2, 3);

/** Makes a lane. */
export function createFakeLane(
  name: 'jito' | 'rpc',
  answer: SendAnswer | FakeSend = { kind: 'acknowledged' },
): FakeLane {
  const sent: Uint8Array[] = [];
  const send: FakeSend = async (wire) => {
    sent.push(wire);
    return typeof answer === 'function' ? answer(wire) : answer;
  };
  const label = `http://${name}`;
  return { name, sent, endpoints: [{ lane: name, label, guard: openGuard(label), send }] };
}

/** A guard that always lets through: budgets and health are tested where they are made. */
function openGuard(label: string): EndpointGuard {
  const guard = createEndpointGuard({
    kind: 'node',
    label,
    purpose: 'sends',
    perSecondMax: 1,
    platform: { monotonicMs: () => 0 },
  });
  return { ...guard, refusal: () => undefined };
}

/** Makes the parts of an executor for one test. */
export async function createFakeParts(options: FakePartsOptions = {}): Promise<FakeParts> {
  const platform = options.platform ?? createFakePlatform({ delays: 'at-once' });
  const { journal } = await openTestJournal(undefined, options.nextTurn);
  const events: EventEmission[] = [];
  const closing = new AbortController();
  const log = createTradeLog(journal, () => undefined);
  const parts = wire(options, { platform, journal, log, events, closing: closing.signal });
  let trades = 0;
  const admit: FakeParts['admit'] = (fields = {}, mode = 'live') => {
    trades += 1;
    const key = `key-${trades}`;
    const request: AnyExecutionRequest = { ...requestOf(), ...fields };
    const claimed = admitFixture(
      journal,
      fixtureClaim(`trade-${trades}`, { key, mode, wallet: PLAN.wallet, request }),
    );
    if (claimed.kind !== 'claimed') throw new Error('the key is taken');
    log.adopt(claimed.trade);
    return claimed.trade;
  };
  return {
    parts,
    journal,
    platform,
    events,
    closing,
    admit,
    sign: (fields, plan) => {
      const { tradeId } = admit(fields);
      const attempt = { ...madeUpAttempt(), ...plan };
      const signed = log.record(tradeId, { name: 'AttemptSigned', attempt });
      const [record] = signed.attempts;
      if (record === undefined) throw new Error('the attempt was not journalled');
      return { tradeId, attempt: record };
    },
    names: (tradeId) => journal.history(tradeId)?.events.map(({ event }) => event.name) ?? [],
  };
}

interface Surroundings {
  readonly platform: FakePlatform;
  readonly journal: Journal;
  readonly log: TradeLog;
  readonly events: EventEmission[];
  readonly closing: AbortSignal;
}

async function noQuote(): Promise<never> {
  throw new Error('no quote was scripted');
}

function wire(options: FakePartsOptions, around: Surroundings): ExecutorParts {
  const { platform, journal, log, closing } = around;
  const config = planConfig({ platform, ...options.config });
  const { clock } = config;
  const telemetry = createExecutorTelemetry({ port: collect(around.events), clock, platform });
  const trading = new TradingControl({ config, journal, telemetry });
  const pool = createNodePool((options.nodes ?? [{}]).map((node) => createFakeChainNode(node)));
  const tip = options.tip ?? { account: TIP_ACCOUNTS[0] ?? '', lamports: 10_000n };
  const background = createBackgroundTasks(telemetry, closing);
  const chain = { genesisHash: FAKE_GENESIS_HASH };
  const shared = { config, telemetry, closing };
  const statuses = createStatusFeed({ nodes: pool.nodes, platform, pollIntervalMs: 400 });
  const lanes = {
    jito: options.lanes?.jito ?? createFakeLane('jito'),
    rpc: options.lanes?.rpc ?? createFakeLane('rpc'),
  };
  return {
    config,
    deadlineClock: createForwardClock(clock, platform),
    lapsed: new Set(),
    chain,
    signer: createKeypairSigner(PLAN_KEY),
    accounts: {
      wallet: PLAN.wallet,
      known: new Set(),
      wrappedSol: async () => PLAN.wrappedSol,
      candidates: async () => ({ token: PLAN.tokenAccount, token2022: PLAN.tokenAccount }),
    },
    pool,
    chainFacts: {
      blockhash: laterBlockhashes(),
      rent: { get: async () => RENT, fresh: async () => RENT },
    },
    feeLevels: { priceFor: async () => 1_000n, remember: () => undefined },
    lookupTables: { verify: async () => ({}) },
    tips: { next: async () => tip },
    venue: { name: 'made-up', quote: noQuote },
    lanes,
    sends: createSends({ ...shared, lanes, background, log, trading }),
    health: () => [],
    sources: () => [],
    statuses,
    wakeUps: createWakeUps({
      wsUrls: config.wsEndpoints,
      platform,
      closing,
      look: (signature) => {
        statuses.poke(signature);
      },
      onTrouble: (message) => {
        telemetry.event('debug', 'execution.subscription.failed', { message });
      },
    }),
    turnstile: createTurnstile(platform),
    preparationTimes: createPreparationTimes(),
    messages: createMessageOwners((limit) => log.recentTrades(limit)),
    proofs: createExpiryProofs({ ...shared, pool, rules: SAFETY_RULES, chain }),
    log,
    trading,
    ledger: createOutlayLedger(operatorsRequired(pool.nodes)),
    watermark: { slot: undefined },
    telemetry,
    strangers: { fault: () => undefined, look: async () => undefined },
    hold: createSigningHold(),
    rules: SAFETY_RULES,
    background,
    closing,
    ...options.parts,
  };
}

/** Blockhashes read one after another, each 300 blocks after the one before; the newest is held. */
function laterBlockhashes() {
  let held = PLAN_BLOCKHASH;
  let number = 0n;
  return {
    get: async () => held,
    fresh: async () => {
      number += 1n;
      const { slot, lastValidBlockHeight, deathHeight } = PLAN_BLOCKHASH;
      const blocks = 300n * number;
      held = {
        blockhash: madeUpAddress(77 + Number(number)),
        slot: slot + blocks,
        lastValidBlockHeight: lastValidBlockHeight + blocks,
        deathHeight: deathHeight + blocks,
      };
      return held;
    },
  };
}

const RENT = {
  walletLamports: 890_880n,
  tokenAccountLamports: 2_039_280n,
  extendedTokenAccountLamports: 2_978_880n,
};

/** An attempt that buys 1980 base units or more for 0.1 SOL. */
export function madeUpAttempt(): AttemptPlan {
  return {
    ...fixtureAttempt(),
    signature: FAKE_SIGNATURE,
    wireBase64: getBase64Decoder().decode(FAKE_WIRE),
    tokenAccount: PLAN.tokenAccount,
    wrappedSolAccount: PLAN.wrappedSol,
    tokenProgram: TOKEN_2022_PROGRAM_ADDRESS,
  };
}

function requestOf(): AnyExecutionRequest {
  const tokenAddress = PLAN.mint as unknown as AnyExecutionRequest['tokenAddress'];
  return { tokenAddress, chain: 'solana', side: 'buy', amount: 0.1 };
}

function collect(events: EventEmission[]): TelemetryPort {
  return {
    emitMetric: () => undefined,
    emitEvent: (event) => {
      events.push(event);
    },
    startSpan: () => {
      throw new Error('spans are reported whole');
    },
    endSpan: () => undefined,
    emitSpan: () => undefined,
  };
}
