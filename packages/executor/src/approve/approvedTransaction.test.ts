import { expect, it } from 'vitest';

import { markApproved } from './approvedTransaction.ts';

it('carries the bytes that were approved and nothing else', () => {
  const messageBytes = Uint8Array.of(1, 2, 3);
  expect(markApproved(messageBytes)).toEqual({ messageBytes });
});
