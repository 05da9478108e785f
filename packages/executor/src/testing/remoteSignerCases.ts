import { inspect } from 'node:util';

import { isFault, type Fault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { approveTransaction } from '../approve/approveTransaction.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import {
  serveSigner,
  type ServedAnswer,
  type ServedCall,
  type SignerServer,
} from '../platform/testing/signerServer.ts';
import { askSigner } from '../sign/askSigner.ts';
import type { SignedTransaction } from '../sign/signAttempt.ts';
import type { RemoteSigner } from '../wallet/walletSigner.ts';
import { draftOf, policyOf } from './policyFixtures.ts';
import { buyPlan, PLAN_KEY } from './tradeFixtures.ts';

/** A service as its documents describe it. */
export interface RemoteSignerCases {
  /** Makes the signer for a service at an address, with a short patience. */
  readonly make: (url: string, signTimeoutMs: number) => RemoteSigner;
  /** Whether the call is one that signs; all others are answered by `other`. */
  readonly isSigning: (call: ServedCall) => boolean;
  /** Answers everything but the signing itself, such as a look at the address. */
  readonly other?: (call: ServedCall, signature: Uint8Array | undefined) => ServedAnswer;
  /** Message that a signing call asks for; throws when it is not asked as the service wants it. */
  readonly messageOf: (call: ServedCall) => Uint8Array;
  /** What the service answers with a signature. */
  readonly answer: (signature: Uint8Array) => ServedAnswer;
  /** Texts that must show nowhere. */
  readonly secrets: readonly string[];
}

const plan = buyPlan();
const approved = approveTransaction(draftOf(plan), policyOf(plan));
if (isFault(approved)) throw new Error(approved.message);
const transaction = approved;

/** As long as a signer may be waited for at all. */
const PATIENCE_MS = 30_000;
const SHORT_PATIENCE_MS = 150;

/** How the service behaves in a test. */
interface Behaviour {
  readonly sign?: (message: Uint8Array) => Uint8Array;
  readonly answer?: ServedAnswer;
  readonly signTimeoutMs?: number;
}

/** What every remote signer has to keep, against a service that speaks its protocol. */
export function describeRemoteSigner(name: string, cases: RemoteSignerCases): void {
  const ask = async (behaviour: Behaviour = {}) => {
    const server = await serve(cases, behaviour);
    const signer = cases.make(server.url, behaviour.signTimeoutMs ?? PATIENCE_MS);
    return { server, signer, answer: await askOnce(signer) };
  };
  const failure = async (behaviour: Behaviour): Promise<Fault> => {
    const { answer, signer } = await ask(behaviour);
    if (!isFault(answer)) throw new Error('it signed');
    expectSilent(cases, [answer, signer, JSON.stringify(answer)]);
    return answer;
  };

  describe(name, () => {
    it('signs the bytes as they are', async () => {
      const { answer, server, signer } = await ask();
      if (isFault(answer)) throw new Error(answer.message);
      const message = answer.wire.subarray(65);
      const signing = server.calls.filter(cases.isSigning);
      expect(signing.map(cases.messageOf)).toEqual([message]);
      expect(answer.wire.subarray(1, 65)).toEqual(PLAN_KEY.sign(message));
      expectSilent(cases, [signer]);
    });

    it('gives one signature after another', async () => {
      const { signer, server } = await ask();
      expect(isFault(await askOnce(signer))).toBe(false);
      expect(server.calls.filter(cases.isSigning)).toHaveLength(2);
    });

    it.each<[string, Behaviour['sign']]>([
      ['other bytes', (message) => PLAN_KEY.sign(message.with(9, (message[9] ?? 0) ^ 1))],
      ['a flipped bit', (message) => flip(PLAN_KEY.sign(message))],
      ['zeros', () => new Uint8Array(64)],
    ])('is not believed with a signature of %s', async (_case, sign) => {
      expect(await failure({ ...(sign && { sign }) })).toMatchObject({
        code: 'SIGN__SIGNATURE_INVALID',
      });
    });

    it.each([400, 401, 403, 404])('has refused with HTTP %i', async (status) => {
      const answer = { status, json: { errors: ['permission denied'], message: 'no' } };
      expect(await failure({ answer })).toMatchObject({
        code: 'SIGN__SIGNER_REFUSED',
        context: { reason: `HTTP ${status}` },
      });
    });

    it('is away with HTTP 503', async () => {
      expect(await failure({ answer: { status: 503, json: {} } })).toMatchObject({
        code: 'SIGN__SIGNER_UNAVAILABLE',
        context: { reason: 'HTTP 503' },
      });
    });

    it.each<[string, ServedAnswer]>([
      ['half a document', { text: '{"data":{"signa' }],
      ['no document', { text: '<html>login</html>' }],
      ['an empty object', { json: {} }],
    ])('answers %s: nothing is read into it', async (_case, answer) => {
      expect((await failure({ answer })).code).toMatch(
        /^SIGN__(?:ANSWER_MALFORMED|SIGNER_REFUSED|SIGNER_UNAVAILABLE)$/u,
      );
    });

    it('is waited for no longer than it may take', async () => {
      const answer = await failure({ answer: 'never', signTimeoutMs: SHORT_PATIENCE_MS });
      expect(answer.code).toBe('SIGN__TIMED_OUT');
    });

    it('is away when nobody listens', async () => {
      const signer = cases.make('http://127.0.0.1:1', PATIENCE_MS);
      const answer = await askOnce(signer);
      expect(answer).toMatchObject({ code: 'SIGN__SIGNER_UNAVAILABLE' });
      expectSilent(cases, [answer]);
    });
  });
}

async function serve(cases: RemoteSignerCases, behaviour: Behaviour): Promise<SignerServer> {
  const { sign = (message) => PLAN_KEY.sign(message), answer } = behaviour;
  let signature: Uint8Array | undefined;
  return serveSigner((call) => {
    if (cases.isSigning(call)) {
      signature = sign(cases.messageOf(call));
      return answer ?? cases.answer(signature);
    }
    if (cases.other === undefined) throw new Error(`nobody expected ${call.method} ${call.path}`);
    return cases.other(call, signature);
  });
}

async function askOnce(signer: RemoteSigner): Promise<SignedTransaction | Fault> {
  const closing = new AbortController();
  return askSigner(signer, transaction, {
    platform: createNodePlatform(),
    closing: closing.signal,
  });
}

function flip(signature: Uint8Array): Uint8Array {
  return signature.with(20, (signature[20] ?? 0) ^ 4);
}

function expectSilent({ secrets }: RemoteSignerCases, values: readonly unknown[]): void {
  const shown = inspect(values, { depth: Infinity, showHidden: true });
  for (const secret of secrets) expect(shown).not.toContain(secret);
}
