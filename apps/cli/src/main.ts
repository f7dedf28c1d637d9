#!/usr/bin/env node
import { runCli } from './program.js';
import { systemTerminal } from './terminal/terminal.js';

const interruption = new AbortController();
// The first Ctrl-C lets an operation save what it has; the second ends the process at once.
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

process.exitCode = await runCli(process.argv.slice(2), systemTerminal(), interruption.signal);
