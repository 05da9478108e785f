import type { Fault } from '@quantbot/core';

import type { GuardedNode } from './guardNode.ts';
import { operatorsRequired } from './operatorsRequired.ts';

/** Whether enough operators are left whose nodes are on the chain that trades are bound to. */
export interface Strangers {
  /** Why nothing may be signed, `undefined` while enough are left. */
  fault(): Fault | undefined;
  /** As `fault`, after a look whether the strangers still are. Asks nobody while there is none. */
  look(): Promise<Fault | undefined>;
}

/** What strangers are looked for among. */
export interface StrangersOptions {
  /** Whether one operator is enough even where two are configured. */
  readonly allowSingleWitness: boolean;
}

/**
 * Keeps count of the nodes that turned out to be on another chain while they were used. They are not
 * believed; where those that are left could not vouch for a blockhash or prove a death, nothing is
 * signed.
 */
export function createStrangers(
  nodes: ReadonlyArray<Pick<GuardedNode, 'operator' | 'stranger' | 'genesisHash'>>,
  { allowSingleWitness }: StrangersOptions,
): Strangers {
  const operatorsMin = allowSingleWitness ? 1 : operatorsRequired(nodes);
  const find = (): Fault | undefined => {
    const ours = nodes.filter((node) => node.stranger() === undefined);
    const isEnough = new Set(ours.map(({ operator }) => operator)).size >= operatorsMin;
    return isEnough ? undefined : nodes.map((node) => node.stranger()).find(isFound);
  };
  return {
    fault: find,
    look: async () => {
      if (find() === undefined) return undefined;
      const strange = nodes.filter((node) => node.stranger() !== undefined);
      await Promise.allSettled(strange.map(async (node) => node.genesisHash()));
      return find();
    },
  };
}

function isFound(problem: Fault | undefined): problem is Fault {
  return problem !== undefined;
}
