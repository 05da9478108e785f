const MAJOR_REQUIRED = 24;

/**
 * Stops before anything is loaded that an old Node cannot load, such as `node:sqlite`.
 *
 * Stands alone on purpose: an old Node must be able to read this file.
 *
 * @param version - Version of the running Node, such as `24.21.0`.
 * @returns what is wrong with it, `undefined` when it will do.
 */
export function runtimeProblem(version: string): string | undefined {
  const major = Number(version.split('.')[0]);
  if (major >= MAJOR_REQUIRED) return undefined;
  return (
    `CONFIG__RUNTIME_UNSUPPORTED: Node ${version} cannot run this; Node ${MAJOR_REQUIRED} or newer ` +
    `is needed. Run it through npm or npx, which bring the right version, or update Node.`
  );
}
