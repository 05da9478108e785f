import { fault, type Fault } from '@quantbot/core';

import type { HaltFileReading } from '../platform/executorPlatform.ts';

/** Why a halt file forbids every signature. One that cannot be looked at forbids as well. */
export function haltFileFault(path: string, reading: HaltFileReading): Fault | undefined {
  switch (reading.kind) {
    case 'absent':
      return undefined;
    case 'present': {
      const text = reading.text.trim();
      const reason = text === '' ? `${path} is there` : `${path} says: ${text}`;
      return fault('RISK__TRADING_HALTED', { by: 'the halt file', reason });
    }
    case 'unreadable': {
      const reason = `whether ${path} is there cannot be told (${reading.reason})`;
      return fault('RISK__TRADING_HALTED', { by: 'the halt file', reason });
    }
    default:
      return reading satisfies never;
  }
}
