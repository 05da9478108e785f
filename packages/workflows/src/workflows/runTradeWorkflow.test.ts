import {
  createTokenAddress,
  describeError,
  ERROR_CODES,
  type ExecutionPort,
  type ExecutionRequest,
  type ExecutionResult,
} from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createManualClock } from '../testing/manualClock.ts';
import {
  createRecordingTelemetry,
  createThrowingTelemetry,
} from '../testing/recordingTelemetry.ts';
import { runTradeWorkflow } from './runTradeWorkflow.ts';

const request: ExecutionRequest = {
  tokenAddress: createTokenAddress('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  chain: 'solana',
  side: 'buy',
  amount: 1,
};

const executed: ExecutionResult = { success: true, txSignature: 'sig', idempotencyKey: 'k' };

function createPorts(answer: ExecutionResult | Error, available: boolean | Error = true) {
  const clock = createManualClock();
  const telemetry = createRecordingTelemetry();
  const asked: unknown[] = [];
  const execution: ExecutionPort = {
    execute(given) {
      asked.push(given);
      clock.advance(25);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    isAvailable: () =>
      available instanceof Error ? Promise.reject(available) : Promise.resolve(available),
  };
  return { execution, telemetry, clock, asked };
}

describe('outcomes', () => {
  it('is executed when the trade ran', async () => {
    const ports = createPorts(executed);
    expect(await runTradeWorkflow(request, ports)).toEqual({ kind: 'executed', result: executed });
    expect(ports.asked).toEqual([request]);
  });

  it.each(ERROR_CODES)('follows the outcome of %s', async (errorCode) => {
    const result: ExecutionResult = { success: false, error: 'text', errorCode };
    const outcome = await runTradeWorkflow(request, createPorts(result));
    const expected = {
      denied: 'denied',
      failed: 'failed',
      unknown: 'unknown',
      configuration: 'denied',
      internal: 'unknown',
      note: 'unknown',
    }[describeError(errorCode).outcome];
    expect(outcome).toEqual({ kind: expected, code: errorCode, result });
  });

  it('is unknown when the set-up broke after a signature', async () => {
    const result = {
      success: false,
      errorCode: 'JOURNAL__UNAVAILABLE',
      txSignature: 'sig',
    } as const;
    expect(await runTradeWorkflow(request, createPorts(result))).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when an adapter fails without a code', async () => {
    const result = { success: false, error: 'something' };
    expect(await runTradeWorkflow(request, createPorts(result))).toEqual({
      kind: 'unknown',
      code: undefined,
      result,
    });
  });

  it('is unknown when the port rejects', async () => {
    const outcome = await runTradeWorkflow(request, createPorts(new Error('socket closed')));
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'INTERNAL__UNEXPECTED' });
    expect(outcome.result?.error).toContain('socket closed');
  });

  it('is denied for what is no request', async () => {
    const ports = createPorts(executed);
    const outcome = await runTradeWorkflow(null as unknown as ExecutionRequest, ports);
    expect(outcome).toMatchObject({ kind: 'denied', code: 'VALIDATE__REQUEST_MALFORMED' });
    expect(ports.asked).toEqual([]);
  });
});

describe('availability', () => {
  it('is asked first, and a request without a key is not passed on', async () => {
    const ports = createPorts(executed, false);
    expect(await runTradeWorkflow(request, ports)).toEqual({ kind: 'unavailable' });
    expect(ports.asked).toEqual([]);
  });

  it('counts as missing when the port cannot tell', async () => {
    const ports = createPorts(executed, new Error('no'));
    expect(await runTradeWorkflow(request, ports)).toEqual({ kind: 'unavailable' });
  });

  it('does not hide the record of a known key', async () => {
    const keyed = { ...request, idempotencyKey: 'k' };
    expect(await runTradeWorkflow(keyed, createPorts(executed, false))).toMatchObject({
      kind: 'executed',
    });
    const denied = { success: false, errorCode: 'BREAKER__OPEN' } as const;
    expect(await runTradeWorkflow(keyed, createPorts(denied, false))).toEqual({
      kind: 'unavailable',
      result: denied,
    });
  });
});

describe('telemetry', () => {
  it('gets one event, one metric and one span of a trade', async () => {
    const { execution, telemetry, clock } = createPorts({ ...executed, dryRun: true });
    await runTradeWorkflow(request, { execution, telemetry, clock });
    const { events, metrics, spans } = telemetry;
    expect({ events, metrics, spans }).toMatchInlineSnapshot(`
      {
        "events": [
          {
            "context": {
              "code": "none",
              "deduplicated": false,
              "dryRun": true,
              "key": "k",
              "outcome": "executed",
              "side": "buy",
              "signature": "sig",
              "tokenAddress": "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            },
            "level": "info",
            "message": "The trade ran.",
            "name": "workflow.trade.executed",
            "timestamp": 1700000000025,
          },
        ],
        "metrics": [
          {
            "labels": {
              "code": "none",
              "outcome": "executed",
              "side": "buy",
            },
            "name": "quantbot_workflow_trades_total",
            "type": "counter",
            "value": 1,
          },
        ],
        "spans": [
          {
            "attributes": {
              "code": "none",
              "outcome": "executed",
              "side": "buy",
            },
            "durationMs": 25,
            "endTime": 1700000000025,
            "name": "trade",
            "operation": "execution",
            "startTime": 0,
            "status": "ok",
          },
        ],
      }
    `);
  });

  it('hears of an unknown outcome as an error', async () => {
    const ports = createPorts({ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
    await runTradeWorkflow(request, ports);
    expect(ports.telemetry.events).toMatchObject([{ level: 'error' }]);
    expect(ports.telemetry.spans).toMatchObject([{ status: 'error', durationMs: 25 }]);
  });

  it('cannot take the outcome away', async () => {
    const ports = { ...createPorts(executed), telemetry: createThrowingTelemetry() };
    expect(await runTradeWorkflow(request, ports)).toMatchObject({ kind: 'executed' });
  });
});
