import type { ChainNode, ExecutorSeams } from '@quantbot/executor/simulation';

/** Seams whose nodes do some things otherwise. */
export function decorateNodes(
  seams: ExecutorSeams,
  change: (node: ChainNode) => Partial<ChainNode>,
): ExecutorSeams {
  const { createNode } = seams;
  if (createNode === undefined) throw new TypeError('a simulation brings its own nodes');
  return {
    ...seams,
    createNode: (endpoint, platform) => {
      const node = createNode(endpoint, platform);
      return { ...node, ...change(node) };
    },
  };
}

/** Seams with one rule replaced. */
export function replaceRules(
  seams: ExecutorSeams,
  rules: NonNullable<ExecutorSeams['rules']>,
): ExecutorSeams {
  return { ...seams, rules: { ...seams.rules, ...rules } };
}
