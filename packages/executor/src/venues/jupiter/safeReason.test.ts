import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { safeReason } from './safeReason.ts';

describe('safeReason', () => {
  it('leaves plain text alone', () => {
    expect(safeReason('No routes found', undefined)).toBe('No routes found');
  });

  it('takes the key out wherever it stands', () => {
    expect(safeReason('key-1 is not key-1', 'key-1')).toBe('<api key> is not <api key>');
  });

  it('takes the key out before it cuts', () => {
    expect(safeReason(`${'x'.repeat(195)}secret-key`, 'secret-key')).not.toContain('s');
  });

  it('writes one printable line', () => {
    expect(safeReason('a\nb\u001b[31mc\u202e', undefined)).toBe('a b [31mc');
  });

  it('for all texts, stays within 200 printable characters and without the key', () => {
    const key = 'k3y-0123456789abcdef';
    const part = fc.oneof(fc.constant(key), fc.string({ unit: 'binary', maxLength: 30 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const reason = safeReason(parts.join(''), key);
        expect(reason.length).toBeLessThanOrEqual(200);
        expect(reason).toMatch(/^[\x20-\x7e]*$/u);
        expect(reason).not.toContain(key);
      }),
    );
  });
});
