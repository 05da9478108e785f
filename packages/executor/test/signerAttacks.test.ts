import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { isFault, type Fault } from '@quantbot/core';
import { startSandbox, type Sandbox } from '@quantbot/sandbox';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { buildTransaction } from '../src/build/buildTransaction.ts';
import { createNodePlatform } from '../src/platform/nodePlatform.ts';
import { createTemporaryDirectory } from '../src/platform/testing/temporaryDirectory.ts';
import { SCENE_CAPS } from '../src/testing/signerScene.ts';
import { buyPlan, PLAN_BLOCKHASH } from '../src/testing/tradeFixtures.ts';
import { startSigner, type SignerDecision } from '../src/signer/startSigner.ts';
import type { SignerSettings } from '../src/signer/signerSettings.ts';
import { signedWire } from '../src/transaction/wireTransaction.ts';
import { createProcessSigner } from '../src/wallet/remote/createProcessSigner.ts';
import { Secret } from '../src/wallet/secret.ts';
import { createKeypairSigner } from '../src/wallet/walletSigner.ts';
import { callChain } from './hostile/programScene.ts';
import {
  readStates,
  readTokens,
  readWallets,
  SANDBOX_DECODER,
  sendWire,
  swapFor,
  type TradedToken,
  type TradingWallet,
} from './policyOracle/walletTrader.ts';

const SECRET = 'the secret that the intruder has as well';
const BUY_LAMPORTS = 1_000_000n;
/** What a buy counts for at worst: input, fees, tip and priority fee at their caps, rent. */
const CAPS = { ...SCENE_CAPS, tradeLamportsMax: BUY_LAMPORTS };
const platform = createNodePlatform();

let sandbox: Sandbox;
let wallet: TradingWallet;
let token: TradedToken;

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: 50 });
  const tokens = await readTokens(sandbox);
  const [first] = await readWallets(sandbox, tokens);
  if (first === undefined || tokens[0] === undefined) throw new Error('the sandbox is empty');
  [wallet, token] = [first, tokens[0]];
});

afterAll(async () => {
  await sandbox.stop();
});

/** A node that passes everything on, lies about what accounts hold while told to, and goes away. */
async function startLiar(lie: (answer: { value: unknown }) => void) {
  const state = { lies: true, isAway: false };
  const server = createServer((request, response) => {
    if (state.isAway) {
      response.destroy();
      return;
    }
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString('utf8');
      const headers = { 'content-type': 'application/json' };
      const told = await fetch(sandbox.chainRpcUrl, { method: 'POST', headers, body });
      const answer = (await told.json()) as { result: { value: unknown } };
      if (state.lies && body.includes('"getMultipleAccounts"')) lie(answer.result);
      response.writeHead(200, headers).end(JSON.stringify(answer));
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, state };
}

interface Nodes {
  readonly rpcEndpoints: SignerSettings['rpcEndpoints'];
  readonly caps?: Partial<SignerSettings['caps']>;
}

/** A running signer with the sandbox's wallet, and whoever asks it. */
async function start({ rpcEndpoints, caps }: Nodes, directory = createTemporaryDirectory()) {
  const key = createKeypairSigner(wallet.key);
  const settings: SignerSettings = {
    socketPath: join(directory, 'run', 'socket'),
    secretFile: 'unused',
    dataDirectory: join(directory, 'ledger'),
    keypairPath: 'unused',
    cluster: 'sandbox',
    rpcEndpoints,
    allowedPrograms: [SANDBOX_DECODER.programAddress],
    caps: { ...CAPS, ...caps },
  };
  const decisions: SignerDecision[] = [];
  const signer = await startSigner({
    settings,
    key,
    secret: Secret.ofText(SECRET),
    decoders: [SANDBOX_DECODER],
    clock: { nowMs: () => Date.now() },
    onDecision: (decision) => decisions.push(decision),
  });
  onTestFinished(async () => signer.close());
  const { socketPath } = settings;
  const intruder = createProcessSigner(
    { socketPath, publicKey: key.address, secret: Secret.ofText(SECRET), signTimeoutMs: 30_000 },
    platform,
  );
  const ask = async (message: Uint8Array) => intruder.sign(message, new AbortController().signal);
  return { ask, decisions, signer, directory };
}

const honest = () => [{ url: sandbox.chainRpcUrl, operator: 'honest' }];

async function lamports(): Promise<bigint> {
  const states = await readStates(sandbox.chainRpcUrl, [wallet]);
  return states.get(wallet)?.lamports ?? 0n;
}

interface Draft {
  readonly floor: bigint;
  readonly minimumOut?: bigint;
}

/** A buy as the trading process would draft it, with figures of the intruder's. */
async function buy({ floor, minimumOut = 1_000n }: Draft): Promise<Uint8Array> {
  const account = wallet.tokenAccounts.get(token.mint);
  if (account === undefined) throw new Error('there is no such account');
  const { value } = (await callChain(sandbox.chainRpcUrl, 'getLatestBlockhash', [])) as {
    value: { blockhash: string };
  };
  const swap = {
    authority: wallet.wallet,
    source: wallet.wrappedSol,
    destination: account,
    amountIn: BUY_LAMPORTS,
    minimumOut,
  };
  const { mint, tokenProgram, decimals } = token;
  const states = await readStates(sandbox.chainRpcUrl, [wallet]);
  const units = states.get(wallet)?.units.get(account) ?? 0n;
  const plan = buyPlan({
    wallet: wallet.wallet,
    mint: { ...buyPlan().mint, mint, tokenProgram, decimals },
    tokenAccount: { address: account, exists: units > 0n, units },
    wrappedSol: { address: wallet.wrappedSol, exists: false, units: 0n },
    amountIn: BUY_LAMPORTS,
    minimumOut,
    swapInstruction: swapFor(token.buy, swap),
    lookupTables: {},
    tip: undefined,
    solFloorLamports: floor,
  });
  const draft = buildTransaction(plan, { ...PLAN_BLOCKHASH, blockhash: value.blockhash });
  if (isFault(draft)) throw new Error(draft.message);
  return draft.messageBytes;
}

function refused(answer: Uint8Array | Fault): string {
  if (!isFault(answer)) throw new Error('it was signed');
  return answer.message;
}

describe('an intruder in the trading process', () => {
  it('gets no leave to empty the wallet from a node that calls it empty', async () => {
    const liar = await startLiar((answer) => {
      const accounts = answer.value as ReadonlyArray<{ lamports: number } | null>;
      for (const account of accounts) if (account !== null) account.lamports = 0;
    });
    const { ask } = await start({
      rpcEndpoints: [{ url: liar.url, operator: 'liar' }, ...honest()],
    });
    expect(refused(await ask(await buy({ floor: 0n })))).toContain('SOL floor is not asserted');
    // The same wallet, as the honest node shows it: what the caps allow is signed.
    const floor = (await lamports()) - CAPS.hourLamportsMax;
    expect(isFault(await ask(await buy({ floor })))).toBe(false);
  });

  it('gets none from a node that shows the slot of another time', async () => {
    const slots = { value: 0 };
    const liar = await startLiar((answer) => {
      Object.assign(answer, { context: { slot: slots.value, apiVersion: '4.1.2' } });
    });
    const { ask } = await start({
      rpcEndpoints: [{ url: liar.url, operator: 'liar' }, ...honest()],
    });
    for (const slot of [Number.MAX_SAFE_INTEGER, 0, 1]) {
      slots.value = slot;
      const low = (await lamports()) - CAPS.hourLamportsMax - 1n;
      expect(refused(await ask(await buy({ floor: low })))).toContain('SOL floor');
    }
    const floor = (await lamports()) - CAPS.hourLamportsMax;
    expect(isFault(await ask(await buy({ floor })))).toBe(false);
  });

  it('gets no signature past a cap by asking for all of them at once', async () => {
    const before = await lamports();
    const caps = { hourLamportsMax: 20_000_000n, dayLamportsMax: 20_000_000n };
    const { ask, decisions } = await start({ rpcEndpoints: honest(), caps });
    const drafts = await Promise.all(
      Array.from({ length: 24 }, async (_, index) =>
        buy({ floor: before, minimumOut: 1_000n + BigInt(index) }),
      ),
    );
    const answers = await Promise.all(drafts.map(ask));
    const signed = decisions.filter(({ kind }) => kind === 'signed');
    const counted = signed.reduce(
      (sum, decision) => sum + (decision.kind === 'signed' ? decision.lamports : 0n),
      0n,
    );
    expect(answers.filter((answer) => !isFault(answer))).toHaveLength(signed.length);
    expect(signed.length).toBeGreaterThan(1);
    expect(counted).toBeLessThanOrEqual(caps.hourLamportsMax);
    const one = counted / BigInt(signed.length);
    expect(counted + one).toBeGreaterThan(caps.hourLamportsMax);
    for (const answer of answers.filter((found) => isFault(found))) {
      expect(answer.message).toContain('hourLamportsMax is 20000000');
    }
  });

  it('loses nothing of what was counted by a restart, and gains nothing by a second signer', async () => {
    const caps = { hourLamportsMax: 6_000_000n, dayLamportsMax: 6_000_000n };
    const first = await start({ rpcEndpoints: honest(), caps });
    const floor = await lamports();
    const draft = await buy({ floor });
    expect(isFault(await first.ask(draft))).toBe(false);
    await expect(start({ rpcEndpoints: honest(), caps }, first.directory)).rejects.toMatchObject({
      code: 'SIGNER__LEDGER_UNAVAILABLE',
    });
    await first.signer.close();
    const second = await start({ rpcEndpoints: honest(), caps }, first.directory);
    const other = await buy({ floor, minimumOut: 999n });
    expect(refused(await second.ask(other))).toContain('hourLamportsMax is 6000000');
    // What it signed before it signs again, and counts no second time.
    const again = await second.ask(draft);
    if (isFault(again)) throw new Error(again.message);
    await sendWire(sandbox.chainRpcUrl, signedWire(draft, again));
    expect(second.decisions.at(-1)).toMatchObject({ kind: 'signed', lamports: 0n });
  });

  it('is not heard when one of two operators is away, and heard when the third answers', async () => {
    const leaving = await startLiar(() => undefined);
    const two = [{ url: leaving.url, operator: 'leaving' }, ...honest()];
    const alone = await start({ rpcEndpoints: two });
    const third = { url: sandbox.rpcUrl, operator: 'third' };
    const enough = await start({ rpcEndpoints: [...two, third] });
    leaving.state.isAway = true;
    const draft = await buy({ floor: await lamports() });
    expect(refused(await alone.ask(draft))).toContain('2 operators have to answer');
    expect(isFault(await enough.ask(draft))).toBe(false);
    // Nor does a single one of two say which chain a private cluster is.
    await expect(start({ rpcEndpoints: two })).rejects.toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });
});
