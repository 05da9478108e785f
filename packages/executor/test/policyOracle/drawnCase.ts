import * as fc from 'fast-check';

import type { SignPolicy } from '../../src/approve/signPolicy.ts';
import { copyDraft, putTogether, type LooseDraft } from './looseDraft.ts';
import type { MessageForm } from '../../src/testing/messageForms.ts';
import { harmfulMutators } from './harmfulMutators.ts';
import { harmlessMutators } from './harmlessMutators.ts';
import type { Label, Mutator } from './mutator.ts';

/** One mutation with its figures. */
export interface Mutation {
  readonly mutator: Mutator;
  readonly place: number;
  readonly amount: bigint;
}

/**
 * Some mutations, each at most once. Those that make a trade fail come behind those that do not, and
 * the harmful ones last, so that none writes over what another stands for.
 */
export function drawMutations(counts: {
  readonly harmlessMax: number;
  readonly harmfulMax: number;
}): fc.Arbitrary<readonly Mutation[]> {
  return fc
    .tuple(draw(harmlessMutators, counts.harmlessMax), draw(harmfulMutators, counts.harmfulMax))
    .map(([harmless, harmful]) => {
      const isFailing = ({ mutator }: Mutation) => mutator.label === 'harmless and fails';
      const landing = harmless.filter((mutation) => !isFailing(mutation));
      return [...landing, ...harmless.filter(isFailing), ...harmful];
    });
}

function draw(mutators: readonly Mutator[], countMax: number): fc.Arbitrary<Mutation[]> {
  const mutation = fc.record({
    mutator: fc.constantFrom(...mutators),
    place: fc.nat(40),
    amount: fc.bigInt(1n, 1_000_000_000n),
  });
  return fc.uniqueArray(mutation, {
    maxLength: countMax,
    selector: ({ mutator }) => mutator.name,
  });
}

/** A changed draft and what it means, by construction. */
export interface MutatedDraft {
  readonly bytes: Uint8Array;
  readonly label: Label;
  /** Names of the mutations that changed something. */
  readonly applied: readonly string[];
}

/** Applies mutations one after another. Harmful is what one harmful mutation has changed. */
export function mutate(
  original: LooseDraft,
  policy: SignPolicy,
  { mutations, form }: { readonly mutations: readonly Mutation[]; readonly form: MessageForm },
): MutatedDraft {
  const draft = copyDraft(original);
  const applied = mutations.filter(({ mutator, place, amount }) =>
    mutator.apply({ draft, policy, place, amount }),
  );
  const labels = new Set(applied.map(({ mutator }) => mutator.label));
  const label = (['harmful', 'harmless and fails'] as const).find((found) => labels.has(found));
  return {
    bytes: putTogether(draft, form),
    label: label ?? 'harmless',
    applied: applied.map(({ mutator }) => mutator.name),
  };
}
