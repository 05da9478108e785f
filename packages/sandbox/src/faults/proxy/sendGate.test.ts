import { expect, it } from 'vitest';

import { createSendGate } from './sendGate.ts';

/** Sends that last until they are answered. */
function createSends() {
  const gate = createSendGate(2);
  const begun: string[] = [];
  const answers = new Map<string, PromiseWithResolvers<string>>();
  const send = async (name: string): Promise<string> =>
    gate.pass(async () => {
      begun.push(name);
      const answer = Promise.withResolvers<string>();
      answers.set(name, answer);
      return answer.promise;
    });
  return { begun, answers, send };
}

it('begins so many sends, and the next one when one of them is answered', async () => {
  const { begun, answers, send } = createSends();
  const sent = ['a', 'b', 'c', 'd'].map(send);
  expect(begun).toEqual(['a', 'b']);
  answers.get('b')?.resolve('landed');
  expect(await sent[1]).toBe('landed');
  expect(begun).toEqual(['a', 'b', 'c']);
  answers.get('a')?.resolve('landed');
  await sent[0];
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

it('gives the place of a send that failed to the next one', async () => {
  const { begun, answers, send } = createSends();
  const sent = ['a', 'b', 'c'].map(send);
  answers.get('a')?.reject(new Error('cut'));
  await expect(sent[0]).rejects.toThrow('cut');
  expect(begun).toEqual(['a', 'b', 'c']);
});
