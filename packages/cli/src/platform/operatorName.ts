import { userInfo } from 'node:os';

/** Name under which this process runs, for what a person decides with it. */
export function operatorName(): string {
  return userInfo().username;
}
