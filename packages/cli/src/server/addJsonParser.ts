import { decimalText, errorFromFault, fault } from '@quantbot/core';

import { normalDecimal } from '../commands/numberOption.ts';
import type { ServerApplication } from './serverParts.ts';

const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/u;

/**
 * Takes bodies of JSON and of nothing else. A number with more digits than a number holds is refused,
 * and so is a field that is there twice: money never moves by an amount that only resembles what was
 * written, or that somebody on the way read otherwise.
 */
export function addJsonParser(app: ServerApplication): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    void parse(request, text, (cause, parsed) => {
      if (cause !== null) {
        done(cause, undefined);
        return;
      }
      const problem = repeatedField(text) ?? blurredNumber(text);
      if (problem === undefined) done(null, parsed);
      else done(errorFromFault(fault('SERVER__REQUEST_MALFORMED', { problems: [problem] })));
    });
  });
}

/** `JSON.parse` as the runtime has it: the types of the language lag behind. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/** What is wrong with the first number that would be read as another one. */
export function blurredNumber(json: string): string | undefined {
  let problem: string | undefined;
  parseWithSource(json, (name, value, { source }) => {
    if (typeof value !== 'number' || source === undefined || problem !== undefined) return value;
    if (!Number.isFinite(value)) problem = `${name}: ${source} is more than a number holds`;
    else if (PLAIN_NUMBER.test(source) && !isWritten(value, source)) {
      problem =
        `${name}: ${source} has more digits than a number holds, it would become ` +
        `${decimalText(value)}; amountBaseUnits takes exact amounts`;
    }
    return value;
  });
  return problem;
}

function isWritten(value: number, source: string): boolean {
  const digits = source.replace(/^-/u, '');
  return decimalText(Math.abs(value)) === normalDecimal(digits);
}

/** In JSON that was read, every text before a colon names a field. */
const TEXT = /"(?:[^"\\]|\\.)*"(?<colon>\s*:)?/gu;

/** Which field is there more than once. No request has fields inside of fields. */
export function repeatedField(json: string): string | undefined {
  const seen = new Set<string>();
  for (const { 0: text, groups } of json.matchAll(TEXT)) {
    const colon = groups?.['colon'];
    if (colon === undefined) continue;
    const name: string = JSON.parse(text.slice(0, text.length - colon.length));
    if (seen.has(name)) return `${name}: it is there more than once`;
    seen.add(name);
  }
  return undefined;
}
