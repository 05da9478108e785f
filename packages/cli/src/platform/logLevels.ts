/** Levels that a log may begin at. A file of its own: the options of a command load no logger. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Level that a log begins at. */
export type LogLevel = (typeof LOG_LEVELS)[number];
