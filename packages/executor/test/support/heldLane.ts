import { createNodePlatform, type ExecutorPlatform, type HttpRequest } from '@quantbot/executor';

/** A platform that keeps some sends back until a test lets them go. */
export interface HeldLane {
  readonly platform: ExecutorPlatform;
  /** Sends that are waiting or have been let go, in order. */
  readonly held: readonly HttpRequest[];
  /** Resolves when the first send has been kept back. */
  firstHeld(): Promise<void>;
  /** Lets everything go, from now on at once. */
  release(): void;
}

/** Whether a call hands signed bytes over, to a node or to a block engine. */
export function isSend(request: HttpRequest): boolean {
  return /"method":"send(?:Transaction|Bundle)"/u.test(request.body ?? '');
}

/** Keeps signed bytes back: they are on their way, and arrive when the test says so. */
export function createHeldLane(isHeld: (request: HttpRequest) => boolean = isSend): HeldLane {
  const machine = createNodePlatform();
  const gate = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const held: HttpRequest[] = [];
  return {
    held,
    firstHeld: async () => first.promise,
    release: () => {
      gate.resolve();
    },
    platform: {
      ...machine,
      http: async (request) => {
        if (isHeld(request)) {
          held.push(request);
          first.resolve();
          await gate.promise;
        }
        return machine.http(request);
      },
    },
  };
}
