import {
  createNodePlatform,
  readKeypairFile,
  Secret,
  startSigner,
  type SignerSettings,
} from '@quantbot/executor';

/** What the process is told by whoever starts it. */
export interface SignerChildOrder {
  readonly settings: SignerSettings;
  readonly secret: string;
}

process.once('message', ({ settings, secret }: SignerChildOrder) => {
  const key = readKeypairFile(settings.keypairPath ?? '', createNodePlatform());
  startSigner({
    settings,
    key,
    secret: Secret.ofText(secret),
    clock: { nowMs: () => Date.now() },
    onDecision: (decision) => {
      if (decision.kind === 'refused') console.error(decision.problem.message);
    },
  }).then(
    () => process.send?.('ready'),
    (cause: unknown) => {
      console.error(cause);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});
