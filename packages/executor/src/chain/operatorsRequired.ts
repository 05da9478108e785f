import type { ChainNode } from './chainNode.ts';

const OPERATORS_REQUIRED = 2;

/** Operators that must tell of what no single one is believed: two, or the only one there is. */
export function operatorsRequired(nodes: ReadonlyArray<Pick<ChainNode, 'operator'>>): number {
  const operators = new Set(nodes.map(({ operator }) => operator)).size;
  return Math.min(operators, OPERATORS_REQUIRED);
}
