/** The thread behind `dieWithParent`: waits for the end of standard input, then kills. */
import { Socket } from 'node:net';

const STANDARD_INPUT = 0;

const input = new Socket({ fd: STANDARD_INPUT, readable: true, writable: false });
input.once('close', () => process.kill(process.pid, 'SIGKILL'));
// A broken pipe means the same as a closed one, and 'close' follows in either case.
input.once('error', () => input.destroy());
input.resume();
