import assert from 'node:assert/strict';

import {
  buyRequest,
  executeUntyped,
  withPort,
  type ContractCase,
  type ExecutionPortSubject,
} from './contractSubject.ts';
import { malformedRequests, type MalformedRequest } from './malformedRequests.ts';

/** What a port refuses, and that it refuses by answering. */
export function denialCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  return [
    ...malformedRequests(subject).map((malformed) => malformedCase(subject, malformed)),
    hostileObjectCase(subject),
    keyAfterDenialCase(subject),
    ...(subject.readsMint === true ? [sellPrecisionCase(subject)] : []),
  ];
}

function malformedCase(subject: ExecutionPortSubject, malformed: MalformedRequest): ContractCase {
  return {
    name: `denies ${malformed.title}`,
    run: withPort(subject, async ({ port }) => {
      const result = await executeUntyped(port, malformed.request);
      assert.equal(result.success, false);
      assert.equal(result.errorCode, malformed.code);
      assert.equal(result.txSignature, undefined, 'a denial has no signature');
      assert.equal(result.keyReusable, true, 'a malformed request claims no key');
      assert.ok(
        result.error?.includes(malformed.mentions ?? '') === true,
        `"${result.error}" does not mention "${malformed.mentions}"`,
      );
      JSON.stringify(result);
    }),
  };
}

function hostileObjectCase(subject: ExecutionPortSubject): ContractCase {
  return {
    name: 'answers, and does not reject, when a field of the request throws or converts to nothing',
    run: withPort(subject, async ({ port }) => {
      const throwing = Object.defineProperty({ ...buyRequest(subject) }, 'amount', {
        enumerable: true,
        get: () => {
          throw new Error('no amount for you');
        },
      });
      const withoutText = { ...buyRequest(subject), slippageBps: Object.create(null) as unknown };
      const symbolic = { ...buyRequest(subject), priorityFee: Symbol('fee') };
      for (const request of [throwing, withoutText, symbolic]) {
        const result = await executeUntyped(port, request);
        assert.equal(result.success, false);
        assert.equal(typeof result.errorCode, 'string');
      }
    }),
  };
}

function keyAfterDenialCase(subject: ExecutionPortSubject): ContractCase {
  return {
    name: 'lets the key of a malformed request be used again',
    run: withPort(subject, async ({ port }) => {
      const idempotencyKey = 'contract-key-after-denial';
      const denied = await executeUntyped(port, {
        ...buyRequest(subject, { idempotencyKey }),
        slippageBps: -1,
      });
      assert.equal(denied.success, false);
      const result = await port.execute(buyRequest(subject, { idempotencyKey }));
      assert.equal(result.success, true, result.error);
      assert.notEqual(result.deduplicated, true);
    }),
  };
}

function sellPrecisionCase(subject: ExecutionPortSubject): ContractCase {
  const { decimals } = subject.token;
  return {
    name: 'denies a sell with more decimals than the mint has, naming the floored value',
    run: withPort(subject, async ({ port }) => {
      const result = await port.execute({
        ...buyRequest(subject, { idempotencyKey: 'contract-sell-precision' }),
        side: 'sell',
        amount: Number(`1.${'0'.repeat(decimals)}1`),
      });
      assert.equal(result.errorCode, 'VALIDATE__AMOUNT_PRECISION_EXCEEDS');
      assert.match(result.error ?? '', / 1 would pass/u);
    }),
  };
}
