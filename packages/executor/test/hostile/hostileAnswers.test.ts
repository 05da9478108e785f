import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { approveTransaction } from '../../src/approve/approveTransaction.ts';
import { inForm, MESSAGE_FORMS } from '../../src/testing/messageForms.ts';
import { policyOf, rewrite } from '../../src/testing/policyFixtures.ts';
import { buyPlan, PLAN } from '../../src/testing/tradeFixtures.ts';
import { sceneOf } from './answerScene.ts';
import type { Verdict } from './hostileCase.ts';
import { answerFamilies, draftFamilies } from './hostileCorpus.ts';
import { runAnswer, SCENE_CONFIG } from './runAnswer.ts';

interface Outcome {
  readonly code: string;
  readonly message: string;
}

function expectVerdict(outcome: Outcome, verdict: Verdict): void {
  if (verdict === 'approved') {
    expect(outcome.code, outcome.message).toBe('approved');
    return;
  }
  expect(outcome.code, outcome.message).toBe(verdict.code);
  expect(outcome.message).toContain(verdict.says);
}

describe('the corpus', () => {
  it('has no case twice', () => {
    const names = [...answerFamilies, ...draftFamilies].flatMap(({ cases }) =>
      cases.map(({ name, scene }) => `${scene}: ${name}`),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(150);
  });
});

describe.each(answerFamilies.map((family) => [family.title, family.cases] as const))(
  '%s: a venue that',
  (title, cases) => {
    it.each(cases.map((found) => [`${found.name} (${found.scene})`, found] as const))(
      '%s',
      async (_name, { scene: sceneName, tamper, verdict }) => {
        const scene = sceneOf(sceneName);
        const answer = structuredClone(scene.answer);
        const text = tamper(answer, scene);
        const outcome = await runAnswer(scene, text ?? JSON.stringify(answer));
        expectVerdict(outcome, verdict);
        if (title !== 'Attacks in parts that nobody takes') return;
        const honest = await runAnswer(sceneOf(sceneName), JSON.stringify(scene.answer));
        expect(outcome.draft).toEqual(honest.draft);
      },
    );
  },
);

describe.each(draftFamilies.map((family) => [family.title, family.cases] as const))(
  '%s: a draft that',
  (_title, cases) => {
    it.each(cases.map((found) => [found.name, found] as const))('%s', async (_name, found) => {
      const { tamper, scene: sceneName, verdict } = found;
      const scene = sceneOf(sceneName);
      const { draft: honest } = await runAnswer(scene, JSON.stringify(scene.answer));
      if (honest === undefined) throw new Error('there is no draft');
      const swapInstruction = {
        programAddress: scene.answer.swapInstruction.programId,
        accounts: [],
        data: new Uint8Array(),
      };
      const policy = {
        ...policyOf(buyPlan({ swapInstruction })),
        decoders: SCENE_CONFIG.decoders,
        solFloorLamports: floorOf(honest),
      };
      const changed = rewrite(honest, (message) => tamper(message, scene));
      for (const form of MESSAGE_FORMS) {
        expect(approveTransaction(inForm(honest, form), policy)).not.toHaveProperty('code');
        const approved = approveTransaction(inForm(changed, form), policy);
        const outcome = isFault(approved)
          ? { code: approved.code, message: approved.message }
          : { code: 'approved', message: '' };
        expectVerdict(outcome, form === 'version 1' ? inVersion1(verdict, outcome) : verdict);
      }
    });
  },
);

/**
 * The budget stands in the header there, so that the other instructions move up, and one of the
 * budget that is left is refused for being an instruction at all.
 */
function inVersion1(verdict: Verdict, { message }: Outcome): Verdict {
  if (verdict === 'approved') return verdict;
  const rule = /^instruction \d+ (\(.+\))$/u.exec(verdict.says)?.[1];
  const isBudget = rule === '(repeat)' && message.includes('in version 1 the header says this');
  return { ...verdict, says: isBudget ? '(compute-budget)' : (rule ?? verdict.says) };
}

/** The floor that a draft asserts, in its last instruction. */
function floorOf(draft: Uint8Array): bigint {
  let floor: bigint | undefined;
  rewrite(draft, ({ instructions, accounts }) => {
    const last = instructions.at(-1);
    expect(last?.accountIndices.map((at) => accounts[at])).toEqual([PLAN.wallet, PLAN.wallet]);
    if (last !== undefined) floor = Buffer.from(last.data).readBigUInt64LE(4);
  });
  if (floor === undefined) throw new Error('the draft asserts no floor');
  return floor;
}
