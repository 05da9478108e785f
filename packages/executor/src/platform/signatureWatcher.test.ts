import { describe, expect, it, onTestFinished } from 'vitest';

import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createSignatureWatcher } from './signatureWatcher.ts';

const SIGNATURE = '1'.repeat(64);

describe('createSignatureWatcher', () => {
  it('says why a watch never began', async () => {
    const watch = createSignatureWatcher();
    const { promise, resolve } = Promise.withResolvers<string>();
    const subscription = watch(
      { wsUrl: 'ws://127.0.0.1:9', signature: SIGNATURE },
      {
        onOpen: () => {
          resolve('opened');
        },
        onReport: () => {
          resolve('reported');
        },
        onFailure: resolve,
      },
    );
    onTestFinished(() => {
      subscription.close();
    });
    expect(await promise).toMatch(/\S/u);
    expect(['opened', 'reported']).not.toContain(await promise);
  });

  it('tells nothing after it was closed', async () => {
    const told: string[] = [];
    const watch = createSignatureWatcher();
    const subscription = watch(
      { wsUrl: 'ws://127.0.0.1:9', signature: SIGNATURE },
      {
        onOpen: () => {
          told.push('opened');
        },
        onReport: () => {
          told.push('reported');
        },
        onFailure: (reason) => {
          told.push(reason);
        },
      },
    );
    subscription.close();
    await createFakePlatform().settle();
    expect(told).toEqual([]);
  });
});
