/**
 * # @quantbot/console
 *
 * The operator's web page. It is a folder of files without a secret in them; whoever serves them
 * answers the HTTP API to the same origin.
 *
 * @packageDocumentation
 */
export { consoleDirectory, CONSOLE_CONTENT_SECURITY_POLICY } from './consoleDirectory.ts';
