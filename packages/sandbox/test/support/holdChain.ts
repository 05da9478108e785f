/** Starts a chain, tells its process id, and waits to be killed. */
import { startChain } from '../../src/chain/startChain.ts';

const chain = await startChain({ slotMs: 30, programs: [], balances: [] });
process.send?.(chain.processId);
