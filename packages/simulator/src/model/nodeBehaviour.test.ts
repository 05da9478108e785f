import { expect, it } from 'vitest';

import { honestBehaviour, SilentNodeError } from './nodeBehaviour.ts';

it('gives each node a behaviour of its own', () => {
  const first = honestBehaviour();
  first.lies.statuses = 'invented';
  expect(honestBehaviour().lies.statuses).toBe('true');
});

it('names the node that does not answer', () => {
  const error = new SilentNodeError('http://one');
  expect(error).toMatchObject({ name: 'SilentNodeError', message: 'http://one does not answer' });
});
