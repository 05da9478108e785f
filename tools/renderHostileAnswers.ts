import {
  answerFamilies,
  chainFamilies,
  draftFamilies,
  type HostileFamily,
} from '../packages/executor/test/hostile/hostileCorpus.ts';
import type { ChainVerdict, Verdict } from '../packages/executor/test/hostile/hostileCase.ts';
import { markdownTable } from './markdownTable.ts';

interface Case {
  readonly name: string;
  readonly scene: string;
  readonly verdict: Verdict | ChainVerdict;
}

/** Writes the list of all hostile answers, as Markdown that still has to be formatted. */
export function renderHostileAnswers(): string {
  const families = [...answerFamilies, ...draftFamilies, ...chainFamilies];
  const count = families.reduce((sum, { cases }) => sum + cases.length, 0);
  return [
    '# Hostile answers',
    'Generated from `packages/executor/test/hostile` by `npm run docs`; do not edit.',
    `What a venue, a draft or a program may try, and what becomes of it: ${count} cases, each run ` +
      'by `npm test`. The first families go through the pipeline as it is, up to the signature, ' +
      'with a node that says of every simulation that it went well: the venue has an accomplice. ' +
      'The last one runs on the embedded chain, signed and sent.',
    ...families.flatMap(renderFamily),
  ].join('\n\n');
}

function renderFamily({ title, subject, cases }: HostileFamily<Case>): string[] {
  const rows = cases.map(({ name, scene, verdict }) => [name, scene, verdictText(verdict)]);
  return [`## ${title}`, markdownTable([`${subject} that`, 'Trade', 'Becomes of it'], rows)];
}

function verdictText(verdict: Verdict | ChainVerdict): string {
  if (typeof verdict === 'string') return verdict;
  return `\`${verdict.code}\`: "${verdict.says}"`;
}
