import { expect, it } from 'vitest';

import { createWalletBook } from '../reconcile/walletBook.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { NOBODY_WATCHES, watchWallet } from './watchWallet.ts';

it('has the wallet of its parts watched, and holds that wallet and no other', async () => {
  let bornAtNs = '1';
  const platform = {
    ...createFakePlatform({ delays: 'at-once' }),
    identifyFile: () => ({ inode: '12', bornAtNs }),
  };
  const open = async () => {
    const { parts, journal } = await createFakeParts({ platform });
    const book = createWalletBook({ wallet: PLAN.wallet, journal, platform });
    return { parts, watches: watchWallet(parts, journal, book) };
  };
  const { parts, watches } = await open();
  const other = await open();
  expect(Object.keys(watches)).toEqual(Object.keys(NOBODY_WATCHES));
  watches.place?.check();
  bornAtNs = '2';
  watches.place?.check();
  expect(parts.hold.reason()?.code).toBe('JOURNAL__COPIED');
  expect(other.parts.hold.reason()).toBeUndefined();
});
