import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A metric that an expression reads, and the labels it is selected by. */
export interface SelectedMetric {
  readonly name: string;
  readonly labels: readonly SelectedLabel[];
}

/** A label of a selector with the text it is compared with. */
export interface SelectedLabel {
  readonly name: string;
  readonly value: string;
  readonly isPattern: boolean;
}

/** What an expression names. */
export interface PromqlNames {
  readonly metrics: readonly SelectedMetric[];
  /** Labels in `by`, `without`, `on` and `ignoring`. */
  readonly groupings: readonly string[];
}

/**
 * Reads an expression of PromQL with the parser of Prometheus itself.
 *
 * @throws Error when it is none
 */
export function promqlNames(expression: string): PromqlNames {
  const textOf = ({ from, to }: SyntaxNode): string => expression.slice(from, to);
  const metrics: SelectedMetric[] = [];
  const groupings: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, node }) => {
      if (type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (type.name === 'VectorSelector') metrics.push(selected(node, textOf));
      if (type.name === 'GroupingLabels') {
        groupings.push(...node.getChildren('LabelName').map(textOf));
      }
    },
  });
  return { metrics, groupings };
}

function selected(node: SyntaxNode, textOf: (node: SyntaxNode) => string): SelectedMetric {
  const name = node.getChild('Identifier');
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    name: name === null ? '' : textOf(name),
    labels: matchers.map((matcher) => {
      const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((kind) => {
        const child = matcher.getChild(kind);
        return child === null ? '' : textOf(child);
      });
      return {
        name: label ?? '',
        value: (value ?? '').slice(1, -1),
        isPattern: operator === '=~' || operator === '!~',
      };
    }),
  };
}
