import { startModelServer } from '@quantbot/simulator';

import type {
  FinalLanding,
  ModelAnswer,
  ModelProcessPlan,
  ModelQuestion,
  ModelTruthReport,
} from './modelMessages.ts';

/*
 * The model chain in a process of its own, so that what is measured of the executor is the
 * executor's. It ends when its parent goes away.
 */
const plan = JSON.parse(process.argv[2] ?? '{}') as ModelProcessPlan;
const server = await startModelServer({
  slotMs: plan.slotMs,
  walletCount: plan.wallets,
  tokenCount: plan.tokens,
  operators: plan.operators,
});
const { chain } = server;
const own = new Set(server.wallets.map(({ address }) => address));

function tell(answer: ModelAnswer): void {
  process.send?.(answer);
}

function truth(): ModelTruthReport {
  const landings = chain.truth.landings().flatMap((landing): FinalLanding[] => {
    const { feePayer, signature, error, feeLamports, changes } = landing;
    if (landing.fate !== 'finalized' || !own.has(feePayer)) return [];
    const units: Record<string, string> = {};
    for (const { owner, mint = '', units: change } of changes) {
      if (owner === feePayer) units[mint] = String(change);
    }
    const lamports = changes.find(({ account }) => account === feePayer)?.lamports ?? 0n;
    const texts = { feeLamports: String(feeLamports), lamports: String(lamports) };
    return [{ signature, wallet: feePayer, error, ...texts, units }];
  });
  return {
    kind: 'truth',
    landings,
    submitted: chain.truth.submissions().map(({ signature }) => signature),
    lamports: server.wallets.map(({ address }) => String(chain.truth.livingLamports(address))),
  };
}

process.on('message', (question: ModelQuestion) => {
  if (question.kind === 'truth') {
    tell(truth());
    return;
  }
  for (let slot = 0; slot < question.slots; slot += 1) chain.advanceSlot();
  tell({ kind: 'advanced' });
});
process.on('disconnect', () => {
  void server.stop();
});
tell({
  kind: 'ready',
  rpc: server.operators.map(({ label, rpcUrl }) => ({ url: rpcUrl, operator: label })),
  webSockets: server.operators.map(({ wsUrl }) => wsUrl),
  jupiterUrl: server.jupiterUrl,
  jitoUrl: server.jitoUrl,
  wallets: server.wallets,
  mints: server.tokens.map(({ mint }) => mint),
  allowedPrograms: server.allowedPrograms,
});
