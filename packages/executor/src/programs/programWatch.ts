import { ExecutionError, fault, isFault, reasonOf, type Fault } from '@quantbot/core';

import type { ChainNode } from '../chain/chainNode.ts';
import type { Journal } from '../journal/journal.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import type { SigningHold } from '../pipeline/signingHold.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { takeTurns } from '../watch/takeTurns.ts';
import { watchRegularly } from '../watch/watchRegularly.ts';
import { readPin, writePin, type ProgramPin, type ProgramStanding } from './programNotes.ts';
import { readProgramIdentities } from './readProgramIdentities.ts';

/** What swap programs are watched with. */
export interface ProgramWatchParts {
  /** Swap programs that may be traded through. */
  readonly programs: readonly string[];
  readonly nodes: readonly ChainNode[];
  readonly journal: Journal;
  readonly hold: SigningHold;
  readonly telemetry: ExecutorTelemetry;
  readonly platform: Pick<ExecutorPlatform, 'delay'>;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
}

/** Who takes a deployment of a program for good, and why. */
export interface ProgramDecision {
  /** Address of the program. */
  readonly program: string;
  /** Why, for whoever reads the journal later. */
  readonly reason: string;
  /** Who decided. */
  readonly by: string;
  /** Slot of the deployment that was looked at: refused when another one runs by now. */
  readonly slot?: string | undefined;
}

const CHANGED = 'RISK__PROGRAM_CHANGED';

/**
 * Pins the deployment of every allowed swap program when it is first seen, and forbids signatures
 * from when another one runs until a person has acknowledged it.
 */
export class ProgramWatch {
  readonly #parts: ProgramWatchParts;
  /** Why the wallet is held now. */
  #held: string | undefined;
  #isUnread = false;
  /** One comparison at a time: two would pin past each other. */
  readonly #inTurn = takeTurns();

  constructor(parts: ProgramWatchParts) {
    this.#parts = parts;
  }

  /** Compares, and lets the wallet sign or not. @returns why nobody can tell now */
  async check(): Promise<Fault | undefined> {
    return this.#inTurn(async () => this.#compare());
  }

  /** Compares from time to time until it is stopped. What cannot be read changes nothing. */
  async watch(intervalMs: number, signal: AbortSignal): Promise<void> {
    const { platform, telemetry } = this.#parts;
    return watchRegularly({
      platform,
      intervalMs,
      signal,
      look: async () => {
        this.#tellUnread(await this.check());
      },
      onBroken: (cause) => {
        const message = `swap programs are watched no more: ${reasonOf(cause)}`;
        telemetry.event('error', 'execution.programs.unwatched', { message });
      },
    });
  }

  /** Tells how every program stands, and changes nothing. */
  async report(): Promise<readonly ProgramStanding[]> {
    const { programs, nodes, journal } = this.#parts;
    return Promise.all(
      programs.map(async (program) => {
        const read = await readProgramIdentities(nodes, [program]);
        return standingOf(program, readPin(journal, program), read);
      }),
    );
  }

  /**
   * Takes the deployment that runs now for good, as a person has decided.
   *
   * @throws ExecutionError `CONFIG__FIELD_INVALID` for a program that is not allowed
   * @returns `RPC__UNAVAILABLE` when it cannot be read, `RISK__PROGRAM_CHANGED` when it is not the
   * deployment that was looked at; then nothing is written
   */
  async acknowledge({ program, reason, by, slot }: ProgramDecision): Promise<ProgramPin | Fault> {
    const { programs, nodes, journal, nowMs } = this.#parts;
    if (!programs.includes(program)) {
      const problems = [`${program} is none of the allowed programs: ${programs.join(', ')}`];
      throw new ExecutionError('CONFIG__FIELD_INVALID', { source: 'The program', problems });
    }
    return this.#inTurn(async () => {
      const found = await readProgramIdentities(nodes, [program]);
      if (isFault(found)) return found;
      const identity = found.get(program) ?? '';
      if (slot !== undefined && !identity.endsWith(`slot ${slot}`)) {
        return fault(CHANGED, { program, pinned: `slot ${slot}`, found: identity });
      }
      const pin = { program, identity, atMs: nowMs(), by, reason };
      writePin(journal, pin);
      await journal.durable();
      await this.#compare();
      const message = `${by} acknowledged program ${program} (${pin.identity}): ${reason}`;
      this.#parts.telemetry.event('info', 'execution.programs.acknowledged', { message });
      return pin;
    });
  }

  async #compare(): Promise<Fault | undefined> {
    const { programs, nodes, journal, nowMs } = this.#parts;
    const found = await readProgramIdentities(nodes, programs);
    if (isFault(found)) return found;
    let changed: Fault | undefined;
    for (const [program, identity] of found) {
      const pin = readPin(journal, program);
      if (pin === undefined) writePin(journal, { program, identity, atMs: nowMs() });
      else if (pin.identity !== identity) {
        changed ??= fault(CHANGED, { program, pinned: pin.identity, found: identity });
      }
    }
    this.#apply(changed);
    return undefined;
  }

  /** Lets the wallet sign, or says aloud and once why it does not. */
  #apply(changed: Fault | undefined): void {
    if (this.#held === changed?.message) return;
    this.#held = changed?.message;
    const { hold, telemetry } = this.#parts;
    // A hold keeps its first reason: lifted, so that it names the program that is changed now.
    hold.lift(CHANGED);
    if (changed === undefined) return;
    hold.set(changed);
    telemetry.event('error', 'execution.programs.changed', { message: changed.message });
  }

  /** What cannot be read changes nothing, so somebody has to hear of it: a lie may hide an upgrade. */
  #tellUnread(unread: Fault | undefined): void {
    const isNews = unread !== undefined && !this.#isUnread;
    this.#isUnread = unread !== undefined;
    if (!isNews) return;
    const { message } = unread;
    this.#parts.telemetry.event('warn', 'execution.programs.unread', { message });
  }
}

/** How a program stands, by its pin and by what the chain runs. */
function standingOf(
  program: string,
  pin: ProgramPin | undefined,
  read: ReadonlyMap<string, string> | Fault,
): ProgramStanding {
  const known = { program, ...(pin && { pin }) };
  if (isFault(read)) return { ...known, state: 'unread', problem: read.message };
  const found = read.get(program) ?? '';
  if (pin === undefined) return { ...known, found, state: 'unpinned' };
  return { ...known, found, state: pin.identity === found ? 'pinned' : 'changed' };
}
