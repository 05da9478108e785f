/** What is written for a terminal that is so wide. */
export function inTerminal(columns: number, write: () => string): string {
  const { isTTY, columns: before } = process.stdout;
  Object.assign(process.stdout, { isTTY: true, columns });
  try {
    return write();
  } finally {
    Object.assign(process.stdout, { isTTY, columns: before });
  }
}
