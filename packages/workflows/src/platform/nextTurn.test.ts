import { expect, it } from 'vitest';

import { nextTurn } from './nextTurn.ts';

it('lets everything that is ready go first', async () => {
  const order: string[] = [];
  const turned = nextTurn().then(() => order.push('turn'));
  await Promise.resolve();
  order.push('ready');
  await turned;
  expect(order).toEqual(['ready', 'turn']);
});
