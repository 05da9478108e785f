import { ExecutionError } from '@quantbot/core';

/** A text in quotes, with what follows it as far as it tells a name from a value. */
const TEXT_OR_BRACKET = /"(?:[^"\\]|\\.)*"(?<isName>\s*:)?|[{}]/gu;

/**
 * Refuses a configuration that says something twice in one object. The last one would hold: a limit
 * that was added above an older one would do nothing.
 *
 * @param json - A text that `JSON.parse` takes.
 * @param path - Of its file, for the message.
 * @throws ExecutionError `CONFIG__FILE_MALFORMED`
 */
export function refuseRepeatedNames(json: string, path: string): void {
  const names = repeatedNames(json);
  if (names.length === 0) return;
  const reason = `it says twice ${names.join(', ')}, of which only the last one would hold`;
  throw new ExecutionError('CONFIG__FILE_MALFORMED', { path, reason });
}

function repeatedNames(json: string): readonly string[] {
  const objects: Array<Set<string>> = [];
  const repeated = new Set<string>();
  for (const { 0: token, groups } of json.matchAll(TEXT_OR_BRACKET)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (groups?.['isName'] !== undefined) {
      const name = String(JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)));
      const names = objects.at(-1);
      if (names?.has(name) === true) repeated.add(name);
      names?.add(name);
    }
  }
  return [...repeated];
}
