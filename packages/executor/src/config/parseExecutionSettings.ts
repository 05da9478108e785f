import { ExecutionError, reasonOf } from '@quantbot/core';
import type { z } from 'zod';

import type { ExecutionSettings } from './executionAdapterConfig.ts';
import { executionSettingsSchema } from './executionSettingsSchema.ts';
import { refuseRepeatedNames } from './refuseRepeatedNames.ts';

/**
 * Reads the text of a configuration file. Reports everything that is wrong with it at once.
 *
 * @param text - JSON.
 * @param source - Path, for the messages.
 * @throws ExecutionError `CONFIG__FILE_MALFORMED`, `CONFIG__FIELD_UNKNOWN`,
 * `CONFIG__FIELD_INVALID`
 */
export function parseExecutionSettings(text: string, source: string): ExecutionSettings {
  return checkSettings(parseJson(text, source), source);
}

/**
 * Checks settings that are already values.
 *
 * @param source - What to call them in messages.
 * @throws ExecutionError `CONFIG__FIELD_UNKNOWN`, `CONFIG__FIELD_INVALID`
 */
export function checkSettings(settings: unknown, source: string): ExecutionSettings {
  const parsed = executionSettingsSchema.safeParse(settings);
  if (parsed.success) return withoutUndefined(parsed.data) as ExecutionSettings;
  const { issues } = parsed.error;
  const fields = issues.flatMap(unknownFields);
  if (fields.length > 0) throw new ExecutionError('CONFIG__FIELD_UNKNOWN', { source, fields });
  const problems = issues.map((issue) => problemText(issue, settings));
  throw new ExecutionError('CONFIG__FIELD_INVALID', { source, problems });
}

function parseJson(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ExecutionError('CONFIG__FILE_MALFORMED', { path, reason: reasonOf(cause) });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ExecutionError('CONFIG__FILE_MALFORMED', { path, reason: 'it is not an object' });
  }
  refuseRepeatedNames(text, path);
  return value;
}

function unknownFields(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  return issue.keys.map((key) => pathText([...issue.path, key]));
}

function problemText({ path, message }: z.core.$ZodIssue, settings: unknown): string {
  const value = path.reduce(fieldOf, settings);
  if (value === undefined) return `${pathText(path)}: is missing`;
  return `${pathText(path)}: ${message}${foundText(value)}`;
}

function fieldOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** A text is shown where it can be no more than a number: addresses may carry keys of nodes. */
function foundText(value: unknown): string {
  if (typeof value === 'string') return /^[-+.\d]{1,40}$/u.test(value) ? `, found "${value}"` : '';
  const isPlain = value === null || ['number', 'boolean', 'bigint'].includes(typeof value);
  return isPlain ? `, found ${String(value)}` : '';
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

/** An absent setting has no key, so that spreading it never hides a default. */
export function withoutUndefined<Settings extends object>(settings: Settings): Settings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Settings;
}
