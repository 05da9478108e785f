import type { Socket } from 'node:net';

/** What Node names a request that is no HTTP, or does not arrive in time. */
interface BrokenRequest {
  readonly code?: string;
}

const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** Answers what is no request, in a few bytes, and ends the connection. */
export function answerBrokenRequest({ code = '' }: BrokenRequest, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const line = STATUS_LINES[code] ?? '400 Bad Request';
  socket.end(
    `HTTP/1.1 ${line}\r\nContent-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n`,
    () => socket.destroy(),
  );
}
