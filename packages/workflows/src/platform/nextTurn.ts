/** Resolves with a later turn of the event loop, after every answer that is ready has been given. */
export async function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
