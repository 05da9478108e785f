import assert from 'node:assert/strict';

import type { ExecutionResult } from '../ports/executionPort.ts';
import {
  buyLamports,
  buyRequest,
  withPort,
  type ContractCase,
  type ExecutionPortSubject,
} from './contractSubject.ts';

/** What a port says of itself and of a trade that worked. */
export function resultCases(subject: ExecutionPortSubject): readonly ContractCase[] {
  return [
    {
      name: 'is available at first',
      run: withPort(subject, async ({ port }) => {
        assert.equal(await port.isAvailable(), true);
      }),
    },
    {
      name: 'answers a success with signature, key, price, amount and costs that add up',
      run: withPort(subject, async ({ port }) => {
        const idempotencyKey = 'contract-success';
        const result = await port.execute(buyRequest(subject, { idempotencyKey }));
        assertSuccess(result);
        assert.equal(result.idempotencyKey, idempotencyKey);
        assert.notEqual(result.deduplicated, true, 'a first answer belongs to this call');
      }),
    },
    {
      name: 'answers a buy in base units as it answers one in SOL',
      run: withPort(subject, async ({ port }) => {
        const { amount: _inSol, ...rest } = buyRequest(subject, {
          idempotencyKey: 'contract-base-units',
        });
        assertSuccess(
          await port.execute({ ...rest, amountBaseUnits: String(buyLamports(subject)) }),
        );
      }),
    },
    {
      name: 'answers values that survive JSON unchanged',
      run: withPort(subject, async ({ port }) => {
        const request = buyRequest(subject, { idempotencyKey: 'contract-json' });
        const result = await port.execute(request);
        assert.deepEqual(JSON.parse(JSON.stringify(result)), { ...result });
      }),
    },
  ];
}

/** Checks everything a success promises. */
function assertSuccess(result: ExecutionResult): void {
  assert.equal(result.success, true, result.error);
  assert.equal(result.error, undefined, 'a success has no error');
  assert.ok((result.txSignature ?? '') !== '', 'a success has a signature');
  assertPositive('executedPrice', result.executedPrice);
  assertPositive('executedAmount', result.executedAmount);
  assertPositive('effectivePrice', result.effectivePrice);
  assertCosts(result);
}

function assertPositive(name: string, value: number | undefined): void {
  assert.ok(value === undefined || (Number.isFinite(value) && value > 0), `${name} is ${value}`);
}

function assertCosts(result: ExecutionResult): void {
  const { fees, jitoTip = 0, rent = 0, totalCostLamports } = result;
  for (const [name, value] of Object.entries({ ...fees, jitoTip, rent })) {
    assert.ok(Number.isSafeInteger(value), `${name} is ${value}, not whole lamports`);
  }
  assert.ok(jitoTip >= 0);
  if (fees === undefined) return;
  assert.ok(fees.networkFee >= 0 && fees.priorityFee >= 0);
  assert.equal(fees.totalFee, fees.networkFee + fees.priorityFee);
  if (totalCostLamports === undefined) return;
  assert.equal(totalCostLamports, fees.totalFee + jitoTip + rent);
}
