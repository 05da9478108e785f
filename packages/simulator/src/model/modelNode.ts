import type { ChainNode } from '@quantbot/executor/simulation';

import type { NodeBehaviour } from './nodeBehaviour.ts';

/** A node of the model: the interface the executor reads through, with its own view and its lies. */
export interface ModelNode extends ChainNode {
  /** Changeable at any moment. */
  readonly behaviour: NodeBehaviour;
  /** Slot of its newest block. */
  viewSlot(): bigint;
}
