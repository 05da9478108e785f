import { describe, expect, it } from 'vitest';

import { loadSurfnet } from './loadSurfnet.ts';

describe('loadSurfnet', () => {
  it('loads the chain built for this machine', () => {
    const { platform, arch } = process;
    const { Surfnet } = loadSurfnet({ platform, architecture: arch });
    expect(typeof Surfnet.startWithConfig).toBe('function');
  });

  it('names the machines it runs on when there is no chain for this one', () => {
    expect(() => loadSurfnet({ platform: 'win32', architecture: 'x64' })).toThrow(
      'The sandbox has no embedded chain for win32-x64; ' +
        'it runs on linux-x64, darwin-arm64, darwin-x64. Use one of these machines.',
    );
  });

  it('says what to install when the optional package is missing', () => {
    const { platform } = process;
    const other = platform === 'darwin' ? 'linux-x64' : 'darwin-arm64';
    const [otherPlatform = '', architecture = ''] = other.split('-');
    expect(() => loadSurfnet({ platform: otherPlatform, architecture })).toThrow(
      /cannot be loaded on .*optional dependency of @quantbot\/sandbox: install with optional/,
    );
  });
});
