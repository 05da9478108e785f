import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

import { isFault, type Fault } from '@quantbot/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../platform/testing/temporaryDirectory.ts';
import { serveSigner } from '../platform/testing/signerServer.ts';
import { callSocket } from '../platform/callLocal.ts';
import { serveSocket } from '../platform/serveLocal.ts';
import { PLAN_DECODER, PLAN_KEY } from '../testing/tradeFixtures.ts';
import { SCENE_CAPS } from '../testing/signerScene.ts';
import { createProcessSigner } from '../wallet/remote/createProcessSigner.ts';
import { Secret } from '../wallet/secret.ts';
import { createKeypairSigner } from '../wallet/walletSigner.ts';
import { openOutflowLedger } from './outflowLedger.ts';
import type { SignerSettings } from './signerSettings.ts';
import { startSigner, type SignerDecision, type SignerProcess } from './startSigner.ts';

const SECRET = 'the secret that both of them know';
const OTHER_SECRET = 'a secret that nobody else knows..';
const platform = createNodePlatform();
const key = createKeypairSigner(PLAN_KEY);
const never = new AbortController().signal;
const NO_MESSAGE = Uint8Array.of(1, 2, 3);

async function settingsOf(changes: Partial<SignerSettings> = {}): Promise<SignerSettings> {
  const directory = createTemporaryDirectory();
  const node = await serveSigner(() => ({ json: { jsonrpc: '2.0', id: '0', result: 'genesis' } }));
  return {
    socketPath: join(directory, 'run', 'socket'),
    secretFile: join(directory, 'secret'),
    dataDirectory: join(directory, 'data'),
    keypairPath: 'unused',
    cluster: 'sandbox',
    rpcEndpoints: [{ url: node.url }],
    allowedPrograms: [PLAN_DECODER.programAddress],
    caps: SCENE_CAPS,
    ...changes,
  };
}

async function start(settings: SignerSettings, changes: Partial<SignerProcess> = {}) {
  const decisions: SignerDecision[] = [];
  const signer = await startSigner({
    settings,
    key,
    secret: Secret.ofText(SECRET),
    decoders: [PLAN_DECODER],
    clock: { nowMs: () => 0 },
    onDecision: (decision) => decisions.push(decision),
    ...changes,
  });
  onTestFinished(async () => signer.close());
  return { signer, decisions };
}

function clientOf({ socketPath }: SignerSettings, secret = SECRET) {
  const publicKey = key.address;
  return createProcessSigner({ socketPath, publicKey, secret: Secret.ofText(secret) }, platform);
}

async function refusal(client: ReturnType<typeof clientOf>): Promise<Fault> {
  const answer = await client.sign(NO_MESSAGE, never);
  if (!isFault(answer)) throw new Error('it signed');
  return answer;
}

describe('a signer process and its client', () => {
  it('refuse with the code of the signer, and say it in the log', async () => {
    const settings = await settingsOf();
    const { decisions } = await start(settings);
    const refused = await refusal(clientOf(settings));
    expect(refused.code).toBe('SIGN__SIGNER_REFUSED');
    expect(refused.message).toContain('APPROVE__REFUSED');
    expect(decisions).toMatchObject([{ kind: 'refused', problem: { code: 'APPROVE__REFUSED' } }]);
  });

  it('refuse each other without the same secret', async () => {
    const settings = await settingsOf();
    const { decisions } = await start(settings);
    const refused = await refusal(clientOf(settings, OTHER_SECRET));
    expect(refused).toMatchObject({ code: 'SIGN__ANSWER_MALFORMED' });
    expect(refused.message).toContain('SIGNER__NOT_AUTHENTIC');
    expect(decisions).toMatchObject([{ problem: { code: 'SIGNER__NOT_AUTHENTIC' } }]);
    expect(inspect([refused, decisions], { depth: 9 })).not.toMatch(/secret that/u);
  });

  it('answer nothing but what is asked in their own words', async () => {
    const settings = await settingsOf();
    const { decisions } = await start(settings);
    const call = { body: '{}', answerBytesMax: 1_000, timeoutMs: 60_000 };
    for (const path of ['/sign', '/export']) {
      const outcome = await callSocket({ ...call, path }, settings.socketPath);
      expect(outcome).toEqual({
        kind: 'answered',
        reply: { status: 200, body: '{"refused":"SIGNER__REQUEST_MALFORMED"}' },
      });
    }
    expect(decisions).toHaveLength(2);
  });

  it('are halted by the file that is named', async () => {
    const haltFilePath = join(createTemporaryDirectory(), 'STOP');
    const settings = await settingsOf({ haltFilePath });
    await start(settings);
    writeFileSync(haltFilePath, 'enough');
    expect((await refusal(clientOf(settings))).message).toContain('RISK__TRADING_HALTED');
  });

  it('say when nobody listens, and again when somebody does', async () => {
    const settings = await settingsOf();
    const client = clientOf(settings);
    expect(await refusal(client)).toMatchObject({
      code: 'SIGN__SIGNER_UNAVAILABLE',
      context: { reason: 'there is no socket' },
    });
    const { signer } = await start(settings);
    expect((await refusal(client)).code).toBe('SIGN__SIGNER_REFUSED');
    await signer.close();
    expect((await refusal(client)).code).toBe('SIGN__SIGNER_UNAVAILABLE');
  });

  it('take the balance for right that a person vouches for, and not unasked', async () => {
    const value = { lamports: 100, owner: '1'.repeat(32), data: ['', 'base64'] };
    const node = await serveSigner(({ body }) => {
      const { id, method } = JSON.parse(body) as { id: string; method: string };
      const accounts = { context: { slot: 3 }, value: [value, null, null] };
      const result = method === 'getMultipleAccounts' ? accounts : 'genesis';
      return { json: { jsonrpc: '2.0', id, result } };
    });
    const settings = await settingsOf({ rpcEndpoints: [{ url: node.url }] });
    const ledger = openOutflowLedger(settings.dataDirectory, SCENE_CAPS, platform);
    const whole = ledger.room(0).lamports;
    ledger.observe({ lamports: 1_000n, slot: 1n, atMs: 0 });
    ledger.observe({ lamports: 100n, slot: 2n, atMs: 0 });
    ledger.close();
    const { signer } = await start(settings);
    expect(signer.roomLamports).toBe(whole - 900n);
    await signer.close();
    const { signer: next } = await start(settings, { acceptBalance: 'swept by hand' });
    expect(next.roomLamports).toBe(whole);
  });

  it('do not start where the balance that is vouched for cannot be read', async () => {
    const settings = await settingsOf();
    await expect(start(settings, { acceptBalance: 'swept by hand' })).rejects.toThrow(
      expect.objectContaining({ code: 'RPC__UNAVAILABLE' }),
    );
  });

  it('believe no answer of somebody who stands in its place', async () => {
    const settings = await settingsOf();
    const path = join(createTemporaryDirectory(), 'socket');
    const body = JSON.stringify({ body: '{"kind":"signed","signature":"AAAA"}', code: 'AAAA' });
    const server = await serveSocket(
      {
        bodyBytesMax: 10_000,
        connectionsMax: 4,
        answer: async () => ({ status: 200, body }),
        onFailure: () => undefined,
      },
      { path, open: () => undefined, release: () => undefined },
    );
    onTestFinished(async () => server.close());
    expect(await refusal(clientOf({ ...settings, socketPath: path }))).toMatchObject({
      code: 'SIGN__ANSWER_MALFORMED',
      context: { reason: 'it is by nobody who knows the secret' },
    });
  });

  it('are not moved by a clock that is set while they run', async () => {
    const settings = await settingsOf();
    let asked = 0;
    const nowMs = () => {
      asked += 1;
      return asked;
    };
    await start(settings, { clock: { nowMs } });
    await refusal(clientOf(settings));
    expect(asked).toBe(1);
  });

  it('show no secret', async () => {
    const settings = await settingsOf();
    expect(inspect(clientOf(settings), { depth: 9 })).not.toContain(SECRET);
    expect(JSON.stringify(clientOf(settings))).not.toContain(SECRET);
  });
});

describe('startSigner', () => {
  it('wants the directory of its ledger and its socket for itself', async () => {
    const settings = await settingsOf();
    const { signer } = await start(settings);
    expect(signer.roomLamports).toBe(SCENE_CAPS.hourLamportsMax);
    await expect(start(settings)).rejects.toMatchObject({ code: 'SIGNER__LEDGER_UNAVAILABLE' });
    const dataDirectory = createTemporaryDirectory();
    await expect(start({ ...settings, dataDirectory })).rejects.toMatchObject({
      code: 'SIGNER__SOCKET_UNSAFE',
      message: expect.stringContaining('another signer') as string,
    });
  });

  it('wants a decoder for each program, a secret that is long enough and a node of its cluster', async () => {
    const settings = await settingsOf();
    await expect(start(settings, { decoders: [] })).rejects.toMatchObject({
      code: 'CONFIG__DECODER_MISSING',
    });
    const secret = Secret.ofText('short');
    await expect(start(settings, { secret })).rejects.toMatchObject({
      code: 'SIGNER__NOT_AUTHENTIC',
    });
    await expect(start({ ...settings, cluster: 'devnet' })).rejects.toMatchObject({
      code: 'CONFIG__CLUSTER_MISMATCH',
    });
  });
});

describe('createProcessSigner', () => {
  it('refuses what is no address', async () => {
    const { socketPath } = await settingsOf();
    const secret = Secret.ofText(SECRET);
    const settings = { socketPath, publicKey: 'nobody', secret };
    expect(() => createProcessSigner(settings, platform)).toThrow(
      expect.objectContaining({ code: 'CONFIG__FIELD_INVALID' }),
    );
  });
});
