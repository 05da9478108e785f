import { join } from 'node:path';
import { writeFileSync } from 'node:fs';

import type { EventEmission, TelemetryPort } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { codeOf, passphrase, PASSPHRASE_TEXT } from '../testing/cheapMachine.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createFakeRemoteSigner } from '../testing/fakeRemoteSigner.ts';
import { PLAN_KEY } from '../testing/tradeFixtures.ts';
import { keystoreMachineOf } from './keystore.ts';
import { createKeystore } from './keystoreFile.ts';
import { openWallet, type WalletConfig } from './openWallet.ts';
import { Secret } from './secret.ts';

const platform = createNodePlatform();
const keyText = JSON.stringify([...new Uint8Array(32).fill(42), ...PLAN_KEY.publicKey]);

function configOf(changes: Partial<WalletConfig> = {}) {
  const events: EventEmission[] = [];
  const telemetry = { emitEvent: (event) => events.push(event) } as Partial<TelemetryPort>;
  const config: WalletConfig = {
    cluster: 'mainnet-beta',
    dryRun: false,
    keypairPath: undefined,
    keystorePath: undefined,
    keystorePassphraseFile: undefined,
    keystorePassphrase: undefined,
    platform,
    signer: undefined,
    signerPlace: undefined,
    telemetry: telemetry as TelemetryPort,
    ...changes,
  };
  return { config, events };
}

function keystore() {
  const directory = createTemporaryDirectory();
  const path = join(directory, 'k.keystore.json');
  const address = createKeystore(
    { path, directory, passphrase: passphrase() },
    keystoreMachineOf(platform),
  );
  return { directory, path, address };
}

describe('openWallet', () => {
  it('opens nothing when nothing is named', () => {
    expect(openWallet(configOf().config)).toBeUndefined();
  });

  it('warns of a key that is not encrypted, when it trades live', () => {
    const file = { text: keyText, mode: 0o600 };
    const fake = createFakePlatform({ files: { 'wallet.json': { kind: 'read', file } } });
    const plain = { keypairPath: 'wallet.json', platform: fake };
    const live = configOf(plain);
    expect(openWallet(live.config)).toBeDefined();
    expect(live.events).toEqual([
      expect.objectContaining({
        name: 'execution.wallet.not_encrypted',
        level: 'warn',
        message: expect.stringContaining('quantbot keys import'),
        context: { path: 'wallet.json' },
      }),
    ]);
    const own = configOf({ ...plain, cluster: 'sandbox' });
    openWallet(own.config);
    expect(own.events.map(({ level }) => level)).toEqual(['info']);
    const dry = configOf({ ...plain, dryRun: true });
    openWallet(dry.config);
    expect(dry.events).toEqual([]);
  });

  it('opens a keystore by a passphrase from a file, without a warning', async () => {
    const { directory, path, address } = keystore();
    const keystorePassphraseFile = join(directory, 'passphrase');
    writeFileSync(keystorePassphraseFile, `${PASSPHRASE_TEXT}\n`, { mode: 0o600 });
    const { config, events } = configOf({ keystorePath: path, keystorePassphraseFile });
    const signer = openWallet(config);
    expect(signer?.address).toBe(address);
    expect(await signer?.sign(Uint8Array.from([1]), new AbortController().signal)).toHaveLength(64);
    expect(events).toEqual([]);
  });

  it('asks code for the passphrase once, and overwrites it whether it opens or not', () => {
    const { path } = keystore();
    for (const [words, code] of [
      [PASSPHRASE_TEXT, 'opened'],
      ['wrong passphrase', 'WALLET__PASSPHRASE_WRONG'],
    ] as const) {
      const bytes = new TextEncoder().encode(words);
      let asked = 0;
      const keystorePassphrase = (): Secret => {
        asked += 1;
        return Secret.of(bytes);
      };
      const { config } = configOf({ keystorePath: path, keystorePassphrase });
      expect(codeOf(() => openWallet(config))).toBe(code);
      expect(asked).toBe(1);
      expect(bytes.every((byte) => byte === 0)).toBe(true);
    }
  });

  it('takes the signer that code gives, as it is', () => {
    const signer = createFakeRemoteSigner();
    const { config, events } = configOf({ signer });
    expect(openWallet(config)).toBe(signer);
    expect(events).toEqual([]);
  });

  it('knows the address without a passphrase, and then signs nothing', async () => {
    const { path, address } = keystore();
    const signer = openWallet(configOf({ keystorePath: path, dryRun: true }).config);
    expect(signer?.address).toBe(address);
    await expect(
      signer?.sign(Uint8Array.from([1]), new AbortController().signal),
    ).rejects.toMatchObject({
      code: 'WALLET__KEYSTORE_LOCKED',
    });
  });
});
