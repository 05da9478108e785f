import { packageRequire } from '../chain/packageRequire.ts';

/** File with a compiled program of this package; its source lies beside it. */
export function programPath(name: 'amm' | 'twoFaced'): string {
  return packageRequire().resolve(`./program/${name}.so`);
}
