import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { decideSignature } from '../../src/signer/decideSignature.ts';
import { inForm, MESSAGE_FORMS } from '../../src/testing/messageForms.ts';
import { rewrite } from '../../src/testing/policyFixtures.ts';
import { createSignerScene } from '../../src/testing/signerScene.ts';
import { PLAN } from '../../src/testing/tradeFixtures.ts';
import { sceneOf } from './answerScene.ts';
import { answerFamilies, draftFamilies } from './hostileCorpus.ts';
import { runAnswer, SCENE_CONFIG } from './runAnswer.ts';

/**
 * What the signer signs although the trading process would not: it does not know the trade, and
 * what it allows itself bounds what these cost.
 */
const SIGNED_ALL_THE_SAME: ReadonlySet<string> = new Set([
  'asserts a base unit less of the token',
  'asserts a lamport less of SOL',
  // Without the instruction that advances it, a nonce value is a blockhash that no block has.
  'takes a nonce value for its blockhash',
]);

function scene() {
  return createSignerScene({ decoders: SCENE_CONFIG.decoders });
}

const drafts = draftFamilies.flatMap(({ cases }) => cases);

describe('the signer process, asked by a client that an intruder holds, for a draft that', () => {
  it.each(drafts.map((found) => [found.name, found] as const))('%s', async (name, found) => {
    const answered = sceneOf(found.scene);
    const { draft } = await runAnswer(answered, JSON.stringify(answered.answer));
    if (draft === undefined) throw new Error('there is no draft');
    const changed = rewrite(draft, (message) => found.tamper(message, answered));
    for (const form of MESSAGE_FORMS) {
      const signer = scene();
      expect(isFault(await decideSignature(signer.parts, inForm(draft, form)))).toBe(false);
      const room = signer.ledger.room(signer.nowMs);
      const answer = await decideSignature(signer.parts, inForm(changed, form));
      if (SIGNED_ALL_THE_SAME.has(name)) {
        expect(isFault(answer)).toBe(false);
        continue;
      }
      if (!isFault(answer)) throw new Error(`it was signed in the form ${form}`);
      expect(answer.code).toMatch(/^(APPROVE__|BUILD__PRIORITY_FEE_)/u);
      expect(signer.signed).toHaveLength(1);
      expect(signer.ledger.room(signer.nowMs)).toEqual(room);
    }
  });
});

describe('the signer process', () => {
  const honest = answerFamilies.find(({ title }) => title === 'Honest answers')?.cases ?? [];

  it.each(honest.map((found) => [`${found.name} (${found.scene})`, found] as const))(
    'signs what an honest venue leads to: %s',
    async (_name, { scene: name, tamper }) => {
      const answered = sceneOf(name);
      const answer = structuredClone(answered.answer);
      const text = tamper(answer, answered);
      const { draft } = await runAnswer(answered, text ?? JSON.stringify(answer));
      if (draft === undefined) throw new Error('there is no draft');
      const tokenUnits = answered.side === 'sell' ? 1_000n : 0n;
      const { tables } = answered;
      const signer = createSignerScene({ decoders: SCENE_CONFIG.decoders, tables, tokenUnits });
      const decided = await decideSignature(signer.parts, draft);
      if (isFault(decided)) throw new Error(decided.message);
      expect(decided).toMatchObject({ side: answered.side, mint: PLAN.mint });
    },
  );

  it('has every case that it signs although the trading process would not in the corpus', () => {
    const names = new Set(drafts.map(({ name }) => name));
    expect([...SIGNED_ALL_THE_SAME].filter((name) => !names.has(name))).toEqual([]);
  });
});
