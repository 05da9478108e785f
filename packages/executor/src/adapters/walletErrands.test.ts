import { describe, expect, it } from 'vitest';

import { openTestExecutor } from '../testing/openTestExecutor.ts';

const DECISION = { reason: 'r', by: 'ann' };

describe('a wallet that cannot be looked at', () => {
  it('is neither reconciled nor adopted', async () => {
    const { adapter } = openTestExecutor({ hasNoNode: true });
    const missing = { code: 'CONFIG__VALUE_MISSING' };
    await expect(adapter.reconcile()).rejects.toMatchObject(missing);
    await expect(adapter.reclaimable()).rejects.toMatchObject(missing);
    await expect(adapter.adoptHistory(DECISION)).rejects.toMatchObject(missing);
  });
});

describe('a node of another chain', () => {
  it('has nothing reconciled', async () => {
    const { adapter, methods } = openTestExecutor();
    methods['getGenesisHash'] = () => {
      throw new Error('timeout');
    };
    await expect(adapter.reconcile()).rejects.toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });
});
