import { describe, expect, it } from 'vitest';

import type { FileReading } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { answerRpc } from '../testing/fakeRpc.ts';
import { fixtureConfig } from '../testing/fixtureConfig.ts';
import { diagnoseBalance, diagnoseWalletFile } from './diagnoseWallet.ts';

// The wallet of the RFC 8032 test vectors (section 7.1, test 1).
const SEED = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const PUBLIC = Buffer.from(
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  'hex',
);
const ADDRESS = 'FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z';
const TEXT = JSON.stringify([...SEED, ...PUBLIC]);

function openedFrom(file: FileReading, cluster: 'sandbox' | 'mainnet-beta' = 'mainnet-beta') {
  const platform = createFakePlatform({ files: { '/keys/wallet.json': file } });
  return diagnoseWalletFile(fixtureConfig({ platform, cluster }), false);
}

describe('diagnoseWalletFile', () => {
  it('opens a key file, and warns that it is not encrypted where that matters', () => {
    const file: FileReading = { kind: 'read', file: { text: TEXT, mode: 0o600 } };
    const opened = openedFrom(file);
    expect(opened.address).toBe(ADDRESS);
    expect(opened.findings).toMatchObject([
      { verdict: 'warn', next: expect.stringContaining('keys import') },
    ]);
    expect(openedFrom(file, 'sandbox').findings).toMatchObject([{ verdict: 'ok' }]);
    expect(JSON.stringify(opened)).not.toContain('157,97');
  });

  it.each<[FileReading, string]>([
    [{ kind: 'read', file: { text: TEXT, mode: 0o644 } }, 'WALLET__FILE_MODE_TOO_OPEN'],
    [{ kind: 'missing' }, 'WALLET__FILE_MISSING'],
    [{ kind: 'unreadable', reason: 'EACCES' }, 'WALLET__FILE_UNREADABLE'],
    [{ kind: 'read', file: { text: '[]', mode: 0o600 } }, 'WALLET__KEY_LENGTH_INVALID'],
  ])('tells a file that cannot be used (%#)', (file, code) => {
    const { address, findings } = openedFrom(file);
    expect(address).toBeUndefined();
    expect(findings).toMatchObject([{ verdict: 'fail', found: code }]);
  });
});

describe('diagnoseBalance', () => {
  const balance = async (lamports: bigint | undefined, dryRun = false) => {
    const account = { lamports, owner: '1'.repeat(32), data: ['', 'base64'], executable: false };
    const platform = createFakePlatform({
      http: answerRpc({
        getMultipleAccounts: () => ({
          context: { slot: 9n },
          value: [lamports === undefined ? null : { ...account, rentEpoch: 0n, space: 0n }],
        }),
      }),
    });
    const limits = { tradeLamportsMax: 1n, solReserveLamportsMin: 20_000_000n, openTradesMax: 1 };
    return diagnoseBalance(fixtureConfig({ platform, dryRun, limits }), ADDRESS);
  };

  it.each([
    [25_000_000n, false, 'ok'],
    [24_999_999n, false, 'fail'],
    [24_999_999n, true, 'warn'],
    [undefined, false, 'fail'],
  ] as const)('holds %s lamports against the floor, dry-run %s: %s', async (...given) => {
    const [lamports, dryRun, verdict] = given;
    expect(await balance(lamports, dryRun)).toMatchObject([{ subject: 'balance', verdict }]);
  });

  it('names the figures', async () => {
    expect((await balance(30_000_000n))[0]?.found).toBe(
      'holds 0.03 SOL, of which 0.02 SOL must stay',
    );
  });

  it('tells that no node tells it', async () => {
    const platform = createFakePlatform({ http: () => new Error('timed out') });
    const [finding] = await diagnoseBalance(fixtureConfig({ platform }), ADDRESS);
    expect(finding).toMatchObject({ verdict: 'fail' });
    expect(finding?.found).toContain('timed out');
  });
});
