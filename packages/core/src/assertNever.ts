/** Ends a switch over a union: compiles only while every member has its case. */
export function assertNever(value: never): never {
  throw new TypeError(`Unhandled case: ${JSON.stringify(value)}`);
}
