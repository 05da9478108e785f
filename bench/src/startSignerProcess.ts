import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';

import {
  createNodePlatform,
  createProcessSigner,
  JUPITER_PROGRAM_ADDRESS,
  Secret,
  type RemoteSigner,
} from '@quantbot/executor';

import type { SignerChildOrder } from './signerChild.ts';

/** What the signer process of a benchmark needs. */
export interface SignerProcessPlan {
  readonly directory: string;
  readonly keypairPath: string;
  readonly wallet: string;
  /** Answers what the signer asks its node, at once. */
  readonly answer: (method: string, params: readonly unknown[]) => unknown;
}

/** A signer in a process of its own, and the client that asks it. */
export interface SignerProcessHandle {
  readonly signer: RemoteSigner;
  stop(): Promise<void>;
}

const SECRET = 'a secret of the benchmark, forty letters';
const PLENTY = 10n ** 18n;
const CAPS = {
  tradeLamportsMax: PLENTY,
  hourLamportsMax: PLENTY,
  dayLamportsMax: PLENTY,
  signaturesPerMinuteMax: 6_000,
  solReserveLamportsMin: 0n,
  tipLamportsMax: 1_000_000n,
  priorityFeeLamportsMax: 1_000_000n,
};

/** Starts the real signer beside a node on this machine that answers at once. */
export async function startSignerProcess(plan: SignerProcessPlan): Promise<SignerProcessHandle> {
  const node = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: plan.answer(method, params) }));
    });
  });
  node.listen(0, '127.0.0.1');
  await once(node, 'listening');
  const { port } = node.address() as AddressInfo;
  const socketPath = join(plan.directory, 'run', 'socket');
  const order: SignerChildOrder = {
    secret: SECRET,
    settings: {
      socketPath,
      secretFile: 'unused',
      dataDirectory: join(plan.directory, 'ledger'),
      keypairPath: plan.keypairPath,
      cluster: 'sandbox',
      rpcEndpoints: [{ url: `http://127.0.0.1:${port}` }],
      allowedPrograms: [JUPITER_PROGRAM_ADDRESS],
      caps: CAPS,
    },
  };
  const child = fork(new URL('./signerChild.ts', import.meta.url), {
    execArgv: ['--conditions=quantbot:source', '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  });
  const exited = once(child, 'exit');
  child.send(order);
  const first = await Promise.race([once(child, 'message'), exited]);
  if (first[0] !== 'ready') throw new Error('the signer process did not start');
  const secret = Secret.ofText(SECRET);
  return {
    signer: createProcessSigner(
      { socketPath, publicKey: plan.wallet, secret },
      createNodePlatform(),
    ),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      node.closeAllConnections();
      node.close();
    },
  };
}
