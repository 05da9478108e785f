import { CONTROL_PROTOCOL, encodeMessage } from '../control/controlMessages.ts';
import type {
  LocalCall,
  LocalOutcome,
  LocalServer,
  LocalService,
  LocalSockets,
} from '../platform/executorPlatform.ts';

/** Sockets whose other end a test plays. */
export interface FakeSockets extends LocalSockets {
  readonly calls: readonly LocalCall[];
  readonly served: readonly LocalService[];
  /** Servers closed so far. */
  closed(): number;
}

/** Makes sockets that answer each call with what the test says; without it, nobody is there. */
export function createFakeSockets(
  answer: (call: LocalCall, number: number) => LocalOutcome | Promise<LocalOutcome> = () => NOBODY,
): FakeSockets {
  const calls: LocalCall[] = [];
  const served: LocalService[] = [];
  let closed = 0;
  return {
    calls,
    served,
    closed: () => closed,
    call: async (call) => {
      calls.push(call);
      return answer(call, calls.length);
    },
    serve: async (service): Promise<LocalServer> => {
      served.push(service);
      return {
        close: async () => {
          closed += 1;
        },
      };
    },
  };
}

/** Nothing was handed over. */
export const NOBODY: LocalOutcome = { kind: 'nobody', reason: 'there is no control socket' };

/** It may have been done. */
export const LOST: LocalOutcome = { kind: 'lost', reason: 'socket hang up' };

/** An answer of the owner. */
export function ownerSays(answer: object): LocalOutcome {
  const body = encodeMessage({ protocol: CONTROL_PROTOCOL, ...answer });
  return { kind: 'answered', reply: { status: 200, body } };
}
