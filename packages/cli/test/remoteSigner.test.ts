import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lamportsOf } from './support/chain.ts';
import {
  runQuantbot,
  startSandboxCommand,
  type SandboxCommand,
  type Variables,
} from './support/quantbot.ts';

/** A blockhash lives 150 slots: long enough for a busy machine to sign, remotely, and to send. */
const SLOT_MS = 150;
const TOKEN = 's.a-token-that-no-variable-carries';
const PKCS8_ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

let sandbox: SandboxCommand;
let vault: Server;
let client: Variables;
/** Bytes that the transit engine was asked to sign. */
const asked: Buffer[] = [];

/** The transit engine of Vault, as its API reference describes it, with the sandbox's key. */
function serveVault(keypairPath: string): Server {
  const seed = Buffer.from(JSON.parse(readFileSync(keypairPath, 'utf8')) as number[]);
  const der = Buffer.concat([PKCS8_ED25519_PREFIX, seed.subarray(0, 32)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isLetIn = request.headers['x-vault-token'] === TOKEN;
      const isKnown = request.url === '/v1/transit/sign/trading';
      if (!isLetIn || !isKnown) {
        response.writeHead(isLetIn ? 404 : 403).end('{"errors":["permission denied"]}');
        return;
      }
      const { input } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { input: string };
      const message = Buffer.from(input, 'base64');
      asked.push(message);
      const signature = `vault:v1:${sign(null, message, key).toString('base64')}`;
      response.end(JSON.stringify({ data: { signature, key_version: 1 } }));
    });
  });
}

beforeAll(async () => {
  sandbox = await startSandboxCommand(SLOT_MS);
  vault = serveVault(sandbox.line.keypairPath);
  vault.listen(0, '127.0.0.1');
  await once(vault, 'listening');
  const { port } = vault.address() as AddressInfo;
  const secretFile = join(sandbox.directory, 'vault-token');
  writeFileSync(secretFile, `${TOKEN}\n`, { mode: 0o600 });
  const { EXECUTION_KEYPAIR_PATH: _key, ...variables } = sandbox.variables;
  client = {
    ...variables,
    EXECUTION_DRY_RUN: 'false',
    EXECUTION_SIGNER_SERVICE: 'vault',
    EXECUTION_SIGNER_ADDRESS: `http://127.0.0.1:${port}`,
    EXECUTION_SIGNER_KEY: 'trading',
    EXECUTION_SIGNER_PUBLIC_KEY: sandbox.line.wallet,
    EXECUTION_SIGNER_SECRET_FILE: secretFile,
  };
});

afterAll(async () => {
  vault.closeAllConnections();
  vault.close();
  await sandbox.stop();
});

const BUY = ['--side', 'buy', '--amount', '0.1', '--lane', 'rpc-only'];

async function execute(key: string, variables: Variables) {
  const given = ['execute', '--json', '--token', sandbox.mint, ...BUY, '--key', key];
  return runQuantbot(given, variables);
}

describe('a key-management service that the environment names', () => {
  it('signs what the commands trade, to the lamport, and its token shows nowhere', async () => {
    const { rpcUrl, wallet } = sandbox.line;
    const before = await lamportsOf(rpcUrl, wallet);
    const { stdout, stderr } = await execute('vault', client);
    const result = JSON.parse(stdout) as ExecutionResult;
    expect(result).toMatchObject({ success: true, attempts: 1 });
    expect(asked).toHaveLength(1);
    const paid = before - (await lamportsOf(rpcUrl, wallet));
    expect(paid).toBe(100_000_000n + BigInt(result.totalCostLamports ?? 0));
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  it('is not asked in a rehearsal, which needs no secret', async () => {
    const { EXECUTION_SIGNER_SECRET_FILE: _secret, ...rest } = client;
    const { stdout } = await execute('dry', { ...rest, EXECUTION_DRY_RUN: 'true' });
    expect(JSON.parse(stdout)).toMatchObject({ success: true, dryRun: true });
    expect(asked).toHaveLength(1);
  });

  it('is refused with everything that is wrong with it', async () => {
    const { EXECUTION_SIGNER_KEY: _name, ...rest } = client;
    const ended = await execute('half', { ...rest, EXECUTION_SIGNER_REGION: 'eu' });
    expect(ended).toMatchObject({ status: 2 });
    expect(ended.stdout).toContain('signerService.key: vault needs it');
    expect(ended.stdout).toContain('signerService.region: vault has no use for it');
  });
});
