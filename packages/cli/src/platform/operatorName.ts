import { userInfo } from 'node:os';

/**
 * Who runs this process: the default of `--by`. In a container the user is often a number alone, for
 * which the system has no name.
 *
 * @param read - Looks the user up. @defaultValue the system's list of users
 */
export function operatorName(read: () => { readonly username: string } = userInfo): string {
  try {
    return read().username;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_SYSTEM_ERROR')) {
      throw cause;
    }
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
