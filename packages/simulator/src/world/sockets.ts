import type { ChainSubscriptionEvents, ExecutorPlatform } from '@quantbot/executor';

import type { Chance } from '../chance/createChance.ts';
import type { ModelChain } from '../model/modelChain.ts';
import type { Life } from '../process/life.ts';
import type { VirtualTime } from '../time/virtualTime.ts';

/** Streams of wake-up calls from nodes. */
export interface Sockets {
  /** The port of one process. */
  portOf(life: Life): ExecutorPlatform['watchSignature'];
  /** Looks at the chain after a slot and wakes who watches for it. @returns how many were woken */
  notice(): number;
}

/** What streams are made of. */
export interface SocketOptions {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly chain: ModelChain;
  readonly quietFromMs: number;
  readonly struck: (kind: string) => void;
}

interface Watch {
  readonly signature: string;
  readonly life: Life;
  readonly events: ChainSubscriptionEvents;
  /** A socket that was silenced tells nothing, and does not say so. */
  readonly isSilent: boolean;
}

const OPENING_MS = { least: 5, most: 80 } as const;
const SILENT_SHARE = 0.15;
const FAILING_SHARE = 0.15;

/** Makes streams of which some fail and some fall silent, until the quiet. */
export function createSockets(options: SocketOptions): Sockets {
  const { time, chance, chain, quietFromMs, struck } = options;
  const watches = new Set<Watch>();
  const share = (of: number): boolean => time.nowMs() < quietFromMs && chance.happens(of);
  return {
    portOf: (life) => (watched, events) => {
      const watch: Watch = {
        signature: watched.signature,
        life,
        events,
        isSilent: share(SILENT_SHARE),
      };
      const isFailing = share(FAILING_SHARE);
      if (watch.isSilent) struck('silent-socket');
      if (isFailing) struck('failing-socket');
      const cancel = time.after(chance.between(OPENING_MS.least, OPENING_MS.most), () => {
        if (life.isOver()) return;
        if (isFailing) return events.onFailure('the socket was closed');
        events.onOpen();
        watches.add(watch);
      });
      return {
        close: () => {
          cancel();
          watches.delete(watch);
        },
      };
    },
    notice: () => {
      let woken = 0;
      for (const watch of watches) {
        if (watch.life.isOver()) watches.delete(watch);
        else if (!watch.isSilent && chain.truth.landing(watch.signature) !== undefined) {
          watches.delete(watch);
          watch.events.onReport();
          woken += 1;
        }
      }
      return woken;
    },
  };
}
