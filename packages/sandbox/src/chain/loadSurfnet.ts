import { packageRequire } from './packageRequire.ts';

/** The part of the embedded chain's native binding that the sandbox uses. */
export interface Surfnet {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  fundSol(address: string, lamports: number): void;
  deploy(program: { programId: string; soBytes: number[] }): void;
  /** Empties the queue of chain events, which grows for as long as nobody does. */
  drainEvents(): unknown[];
}

/** Options of the binding's start function that the sandbox sets. */
export interface SurfnetConfig {
  readonly offline: boolean;
  readonly blockProductionMode: 'clock';
  readonly slotTimeMs: number;
}

/** The native module. */
export interface SurfnetModule {
  readonly Surfnet: { startWithConfig(config: SurfnetConfig): Surfnet };
}

const BINDINGS: Readonly<Record<string, string>> = {
  'linux-x64': '@solana/surfpool-linux-x64-gnu',
  'darwin-arm64': '@solana/surfpool-darwin-arm64',
  'darwin-x64': '@solana/surfpool-darwin-x64',
};

/**
 * Loads the embedded chain built for this machine.
 *
 * @throws Error when the machine is not supported, or the optional package is not installed
 */
export function loadSurfnet(machine: {
  readonly platform: string;
  readonly architecture: string;
}): SurfnetModule {
  const name = `${machine.platform}-${machine.architecture}`;
  const binding = BINDINGS[name];
  if (binding === undefined) {
    throw new Error(
      `The sandbox has no embedded chain for ${name}; ` +
        `it runs on ${Object.keys(BINDINGS).join(', ')}. Use one of these machines.`,
    );
  }
  try {
    return packageRequire()(binding);
  } catch (cause) {
    throw new Error(
      `The embedded chain ${binding} cannot be loaded on ${name}. ` +
        'It is an optional dependency of @quantbot/sandbox: install with optional dependencies ' +
        'switched on (npm ci --include=optional); on Linux it needs glibc.',
      { cause },
    );
  }
}
