const BYTES_MAX = 4 * 1024 * 1024;

/**
 * Reads the JSON of an answer, within bounds.
 *
 * @returns `undefined` when the body is empty or no JSON; a page of a proxy is such a body.
 * @throws when the connection breaks, or when the body is larger than 4 MiB.
 */
export async function readBody(response: Response): Promise<unknown> {
  if (response.body === null) return undefined;
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) throw new Error(`the answer is larger than ${BYTES_MAX} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return parseJson(text + decoder.decode());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
