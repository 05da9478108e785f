import { describe, expect, it } from 'vitest';

import {
  ExecutionError,
  contextRecord,
  isExecutionError,
  reasonOf,
  renderError,
} from './executionError.ts';

describe('ExecutionError', () => {
  it('carries code, context, cause and a text with the advice', () => {
    const cause = new Error('EACCES');
    const error = new ExecutionError(
      'CONFIG__FILE_UNREADABLE',
      { path: 'bot.json', reason: 'EACCES' },
      { cause },
    );
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('ExecutionError');
    expect(error.code).toBe('CONFIG__FILE_UNREADABLE');
    expect(error.context).toEqual({ path: 'bot.json', reason: 'EACCES' });
    expect(error.cause).toBe(cause);
    expect(error.message).toMatchInlineSnapshot(
      `"The configuration file bot.json cannot be read: EACCES. Check that the path is right and that the user who runs this may read it."`,
    );
  });

  it('freezes its context and does not share it with the caller', () => {
    const context = { path: 'a', reason: 'b' };
    const error = new ExecutionError('CONFIG__FILE_UNREADABLE', context);
    context.path = 'changed';
    expect(error.context['path']).toBe('a');
    expect(Object.isFrozen(error.context)).toBe(true);
  });

  it('needs no context for codes without values', () => {
    expect(new ExecutionError('EXECUTOR__CLOSED').context).toEqual({});
  });
});

describe('isExecutionError', () => {
  const error = new ExecutionError('EXECUTOR__CLOSED');

  it('recognises the error and its code', () => {
    expect(isExecutionError(error)).toBe(true);
    expect(isExecutionError(error, 'EXECUTOR__CLOSED')).toBe(true);
    expect(isExecutionError(error, 'BREAKER__OPEN')).toBe(false);
  });

  it('recognises the error of another copy of this package', () => {
    const foreign = Object.assign(new Error('text'), {
      brand: 'quantbot.ExecutionError',
      code: 'BREAKER__OPEN',
    });
    expect(isExecutionError(foreign, 'BREAKER__OPEN')).toBe(true);
  });

  it.each([
    new Error('text'),
    Object.assign(new Error('text'), { brand: 'other' }),
    { brand: 'quantbot.ExecutionError' },
    null,
    undefined,
    'text',
  ])('takes nothing else for one: %s', (value) => {
    expect(isExecutionError(value)).toBe(false);
  });
});

describe('renderError', () => {
  it('writes what happened and what to do', () => {
    expect(renderError('VALIDATE__AMOUNT_MISSING')).toMatchInlineSnapshot(
      `"The request does not say how much. Give amount, amountBaseUnits or, for a sell, sellPortionBps."`,
    );
  });
});

describe('contextRecord', () => {
  it('answers a copy, and nothing for no context', () => {
    const context = { path: 'a' };
    expect(contextRecord(context)).toEqual(context);
    expect(contextRecord(context)).not.toBe(context);
    expect(contextRecord(undefined)).toEqual({});
  });
});

describe('reasonOf', () => {
  it('joins an error with its causes, without the final points', () => {
    const error = new Error('cannot read.', { cause: new Error('EACCES.', { cause: 'mode 000' }) });
    expect(reasonOf(error)).toBe('cannot read (EACCES (mode 000))');
  });

  it('takes whatever was thrown', () => {
    expect(reasonOf('text')).toBe('text');
    expect(reasonOf(undefined)).toBe('undefined');
    expect(reasonOf(Symbol('sign'))).toBe('Symbol(sign)');
    expect(reasonOf(Object.create(null))).toBe('a value without text');
    expect(reasonOf(new TypeError())).toBe('TypeError');
  });

  it('ends for an error that is its own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(reasonOf(error)).toMatch(/^loop \(loop/u);
  });
});
