import { join } from 'node:path';

import { ExecutionError } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { passphrase } from '../testing/cheapMachine.ts';
import { PLAN_KEY } from '../testing/tradeFixtures.ts';
import { keystoreMachineOf } from '../wallet/keystore.ts';
import { createKeystore } from '../wallet/keystoreFile.ts';
import { createExecutionAdapter } from './executionAdapter.ts';

const keyText = JSON.stringify([...new Uint8Array(32).fill(42), ...PLAN_KEY.publicKey]);

function platformWith(mode: number) {
  const file = { text: keyText, mode };
  return createFakePlatform({ files: { 'wallet.json': { kind: 'read', file } } });
}

function live(changes: Partial<ExecutionAdapterConfig> = {}): ExecutionAdapterConfig {
  return {
    clock: { nowMs: () => 0 },
    dryRun: false,
    rpcEndpoint: 'http://node',
    keypairPath: 'wallet.json',
    limits: { tradeLamportsMax: 1n, solReserveLamportsMin: 1n, openTradesMax: 1 },
    platform: platformWith(0o600),
    ...changes,
  };
}

function codeOf(config: ExecutionAdapterConfig): string {
  try {
    createExecutionAdapter(config);
    return 'made';
  } catch (cause) {
    return cause instanceof ExecutionError ? cause.code : String(cause);
  }
}

describe('createExecutionAdapter', () => {
  it('takes a clock alone, and then trades dry', () => {
    expect(codeOf({ clock: { nowMs: () => 0 }, platform: createFakePlatform() })).toBe('made');
  });

  it('asks nobody and opens nothing before the first trade', () => {
    const platform = platformWith(0o600);
    expect(codeOf(live({ platform }))).toBe('made');
    expect(platform.requests).toEqual([]);
  });

  it('refuses to trade live without limits, node, wallet or keys that last', () => {
    const { limits: _limits, ...boundless } = live();
    expect(codeOf(boundless)).toBe('CONFIG__LIMITS_MISSING');
    const { rpcEndpoint: _node, ...blind } = live();
    expect(codeOf(blind)).toBe('CONFIG__VALUE_MISSING');
    const { keypairPath: _path, ...walletless } = live();
    expect(codeOf(walletless)).toBe('CONFIG__VALUE_MISSING');
    expect(codeOf(live({ enableIdempotency: false }))).toBe('CONFIG__IDEMPOTENCY_REQUIRED');
  });

  it('refuses a key that others may read, without a word of it', () => {
    expect(codeOf(live({ platform: platformWith(0o644) }))).toBe('WALLET__FILE_MODE_TOO_OPEN');
    expect(codeOf(live({ platform: createFakePlatform() }))).toBe('WALLET__FILE_MISSING');
  });

  it('trades by a keystore, and keeps nothing that leads to its passphrase', () => {
    const platform = createNodePlatform();
    const directory = createTemporaryDirectory();
    const keystorePath = join(directory, 'k.keystore.json');
    createKeystore(
      { path: keystorePath, directory, passphrase: passphrase() },
      keystoreMachineOf(platform),
    );
    const { keypairPath: _path, ...rest } = live({ platform, dataDirectory: directory });
    const given = [passphrase(), passphrase('wrong passphrase')];
    const open = (): string =>
      codeOf({
        ...rest,
        keystorePath,
        keystorePassphrase: () => given.shift() ?? passphrase(),
      });
    expect(open()).toBe('made');
    expect(open()).toBe('WALLET__PASSPHRASE_WRONG');
  });
});
