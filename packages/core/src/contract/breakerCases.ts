import assert from 'node:assert/strict';

import type { ExecutionPort } from '../ports/executionPort.ts';
import {
  buyRequest,
  executeUntyped,
  withPort,
  type ContractCase,
  type ExecutionPortSubject,
  type OpenedPort,
} from './contractSubject.ts';

/** What repeated failures do. Empty for a subject that cannot be made to fail. */
export function breakerCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  const { breaker } = subject;
  if (breaker === undefined) return [];
  const { maxConsecutiveFailures } = breaker;
  return [
    {
      name: `stops taking trades after ${maxConsecutiveFailures} consecutive failures`,
      run: withPort(subject, async (opened) => {
        startFailing(opened);
        await failTimes(subject, opened.port, maxConsecutiveFailures);
        assert.equal(await opened.port.isAvailable(), false);
        const request = buyRequest(subject, { idempotencyKey: 'contract-breaker-open' });
        const denied = await opened.port.execute(request);
        assert.equal(denied.success, false);
        assert.equal(denied.errorCode, 'BREAKER__OPEN');
        assert.equal(denied.keyReusable, true, 'a denial by the breaker claims no key');
      }),
    },
    {
      name: 'counts no malformed request as a failure',
      run: withPort(subject, async (opened) => {
        startFailing(opened);
        await failTimes(subject, opened.port, maxConsecutiveFailures - 1);
        for (let index = 0; index < maxConsecutiveFailures; index += 1) {
          const result = await executeUntyped(opened.port, { ...buyRequest(subject), amount: 0 });
          assert.equal(result.errorCode, 'VALIDATE__AMOUNT_NOT_POSITIVE');
        }
        assert.equal(await opened.port.isAvailable(), true);
      }),
    },
    {
      name: 'answers a known key from its record while it takes no trades',
      run: withPort(subject, async (opened) => {
        const request = buyRequest(subject, { idempotencyKey: 'contract-breaker-known' });
        const first = await opened.port.execute(request);
        assert.equal(first.success, true, first.error);
        startFailing(opened);
        await failTimes(subject, opened.port, maxConsecutiveFailures);
        assert.equal(await opened.port.isAvailable(), false);
        const again = await opened.port.execute(request);
        assert.equal(again.success, true, again.error);
        assert.equal(again.txSignature, first.txSignature);
        assert.equal(again.deduplicated, true);
      }),
    },
  ];
}

function startFailing(opened: OpenedPort): void {
  assert.ok(opened.failTrades !== undefined, 'a subject with a breaker can make trades fail');
  opened.failTrades();
}

async function failTimes(
  subject: ExecutionPortSubject,
  port: ExecutionPort,
  times: number,
): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    const idempotencyKey = `contract-breaker-failure-${index}`;
    const result = await port.execute(buyRequest(subject, { idempotencyKey }));
    assert.equal(result.success, false);
    assert.notEqual(result.errorCode, 'BREAKER__OPEN', `the breaker opened after ${index}`);
  }
}
