/**
 * Takes the rejection of what a telemetry port returned. Its methods return nothing, and TypeScript
 * lets an `async` one stand in for them: its rejection would end the process that trades.
 *
 * @param tell - Told why.
 */
export function absorbRejection(
  returned: unknown,
  tell: (cause: unknown) => void = () => undefined,
): void {
  if (returned instanceof Promise) returned.catch(tell);
}
