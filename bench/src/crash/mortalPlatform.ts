import {
  createNodePlatform,
  isTerminal,
  TRADE_TRANSITIONS,
  type ExecutorPlatform,
  type HttpRequest,
  type SqlDatabase,
} from '@quantbot/executor';

import type { DeathMoment, DeathPlan, EventName } from './traderOrders.ts';

/** A platform on which the process can die at a chosen moment. */
export interface MortalPlatform {
  readonly platform: ExecutorPlatform;
  /** Until this is called nobody dies. */
  arm(): void;
}

/** How a moment of death is chosen and met. */
export interface MortalInputs {
  readonly death: DeathPlan | undefined;
  /** Trades that the process before left open. */
  readonly openTrades: number;
  /** Nobody dies with fewer trades open. */
  readonly openTradesMin: number;
  /** Told once that so many are open. */
  readonly onLoaded: () => void;
  /** Ends the process and does not return. */
  readonly die: () => never;
  /** How many times faster than the clock on the wall timers run. @defaultValue 1 */
  readonly pace?: number;
  /** What is made mortal. @defaultValue the machine's own */
  readonly machine?: ExecutorPlatform;
}

/**
 * Watches every commit, signature and send of the executor, and ends the process at the chosen one.
 * Only the outside of the executor is touched: its database, its key and its network.
 */
export function createMortalPlatform(inputs: MortalInputs): MortalPlatform {
  const machine = inputs.machine ?? createNodePlatform();
  const counter = createMomentCounter(inputs);
  const pace = inputs.pace ?? 1;
  return {
    arm: counter.arm,
    platform: {
      ...machine,
      // Slots that are many times shorter than real ones want timers that are as well: a blockhash
      // refreshed once a second would be dead before it is used.
      monotonicMs: () => machine.monotonicMs() * pace,
      delay: async (milliseconds, signal) => machine.delay(milliseconds / pace, signal),
      importEd25519Seed: (seed) => {
        const key = machine.importEd25519Seed(seed);
        return {
          ...key,
          sign: (bytes) => {
            const signature = key.sign(bytes);
            counter.pass('after-sign');
            return signature;
          },
        };
      },
      http: async (request) => {
        if (!isSend(request)) return machine.http(request);
        counter.pass('before-send');
        const answer = machine.http(request);
        // The bytes may or may not have left when the turn of the event loop is over.
        setImmediate(() => {
          counter.pass('during-send');
        });
        const response = await answer;
        counter.pass('after-send');
        return response;
      },
      openDatabase: (path, options) =>
        watchCommits(machine.openDatabase(path, options), (moment, events) => {
          counter.passCommit(moment, events);
        }),
    },
  };
}

/** Whether a call hands signed bytes over, to a node or to a block engine. */
export function isSend(request: HttpRequest): boolean {
  return /"method":"send(?:Transaction|Bundle)"/u.test(request.body ?? '');
}

function createMomentCounter({ death, openTrades, openTradesMin, onLoaded, die }: MortalInputs) {
  let open = openTrades;
  let passed = 0;
  let isLoaded = false;
  let isArmed = false;
  const load = (): void => {
    if (!isArmed || isLoaded || open < openTradesMin) return;
    isLoaded = true;
    onLoaded();
  };
  const strike = (moment: DeathMoment, times: number): void => {
    if (death === undefined || moment !== death.moment) return;
    if (!isArmed || open < openTradesMin) return;
    passed += times;
    if (times > 0 && passed >= death.count) die();
  };
  return {
    arm: (): void => {
      isArmed = true;
      load();
    },
    pass: (moment: DeathMoment) => {
      strike(moment, 1);
    },
    passCommit: (moment: 'before-commit' | 'after-commit', events: readonly string[]) => {
      if (moment === 'after-commit') {
        open += events.reduce((sum, name) => sum + openedBy(name), 0);
        load();
      }
      strike(moment, events.filter((name) => name === death?.event).length);
    },
  };
}

const OPENS: ReadonlySet<string> = new Set<EventName>(['TradeReceived', 'TradeReopened']);

/** Events that end an open trade, straight from the table of states. */
const ENDS: ReadonlySet<string> = new Set(
  Object.values(TRADE_TRANSITIONS).flatMap((row) =>
    Object.entries(row).flatMap(([name, status]) => (isTerminal(status) ? [name] : [])),
  ),
);

function openedBy(event: string): number {
  if (OPENS.has(event)) return 1;
  return ENDS.has(event) ? -1 : 0;
}

type CommitListener = (moment: 'before-commit' | 'after-commit', events: readonly string[]) => void;

/** Tells of every commit which events it makes durable, by what was inserted since the last one. */
function watchCommits(database: SqlDatabase, listener: CommitListener): SqlDatabase {
  let events: string[] = [];
  return {
    ...database,
    exec: (sql) => {
      const isCommit = /\bCOMMIT\b/u.test(sql);
      const committed = events;
      if (isCommit) listener('before-commit', committed);
      database.exec(sql);
      if (isCommit || /\bROLLBACK\b(?!\s+TO)/u.test(sql)) events = [];
      if (isCommit) listener('after-commit', committed);
    },
    prepare: (sql) => {
      const statement = database.prepare(sql);
      if (!/\bINSERT INTO events\b/u.test(sql)) return statement;
      return {
        ...statement,
        run: (...parameters) => {
          const name = parameters.find(
            (value) => typeof value === 'string' && /^[A-Z][A-Za-z]+$/u.test(value),
          );
          if (name === undefined) throw new Error(`an event without a name: ${sql}`);
          events.push(String(name));
          return statement.run(...parameters);
        },
      };
    },
  };
}
