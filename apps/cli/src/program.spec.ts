import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { buildProgram, runCli } from './program.js';
import { fakeTerminal } from './terminal/fake-terminal.fixture.js';

const { signal } = new AbortController();

async function run(...argv: string[]) {
  const terminal = fakeTerminal();
  const exitCode = await runCli(argv, terminal, signal);
  return { exitCode, ...terminal.said };
}

function leaves(command: Command, path: string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[path.join(' '), command]];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}
const program = buildProgram({ terminal: fakeTerminal(), signal, report: () => undefined });
const COMMANDS = leaves(program);

describe('when a command is called wrongly', () => {
  it.each([
    ['nothing at all', []],
    ['an unknown command', ['recover']],
    ['an unknown option', ['operator', 'add', 'bob', '--password', 'secret']],
    ['a missing argument', ['operator', 'add', '--role', 'admin']],
    ['a superfluous argument', ['operator', 'add', 'bob', 'ann', '--role', 'admin', '--generate', '--dir', '/nowhere']],
    ['a missing option', ['operator', 'add', 'bob', '--dir', '/nowhere']],
    ['a wrong value', ['operator', 'add', 'bob', '--role', 'king', '--dir', '/nowhere']],
    ['a port out of bounds', ['guardian', 'start', '--dir', '/nowhere', '--public-port', '70000']],
  ])('ends with 2 for %s', async (_, argv) => {
    const { exitCode, out } = await run(...argv);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
  });

  it('prints one JSON object when asked to', async () => {
    const { exitCode, out, err } = await run('operator', 'add', 'bob', '--role', 'king', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      code: 'USAGE',
      message: '--role must be one of viewer, case-officer, admin',
    });
    expect(err).toBe('');
  });

  it('says which option is missing', async () => {
    const { out } = await run('guardian', 'init', '--dir', '/nowhere', '--url', 'http://127.0.0.1:1', '--json');
    expect(JSON.parse(out)).toMatchObject({ message: '--name is required' });
  });
});

describe('when an id begins with a dash', () => {
  it.each([`-${'a'.repeat(21)}`, `--${'a'.repeat(41)}`, '-4u1pskb'])('takes %s for an id', async (id) => {
    const { exitCode, out } = await run('invite', 'revoke', id, '--dir', '/nowhere', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ code: 'NODE_NOT_RUNNING' });
  });

  it('still refuses an unknown option', async () => {
    const { exitCode, out } = await run('invite', 'revoke', 'x', '--forse', '--dir', '/nowhere', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ code: 'USAGE', message: 'unknown option --forse: see --help' });
  });
});

describe('when help is asked for', () => {
  it.each(COMMANDS.map(([name]) => name))('shows it for %s and ends with 0', async (name) => {
    const { exitCode, out } = await run(...name.split(' '), '--help');
    expect(exitCode).toBe(0);
    expect(out).toContain('--json');
    expect(out).toContain('Exit codes:');
  });
});

describe('when secrets are given', () => {
  it('takes none from the arguments', () => {
    const flags = COMMANDS.flatMap(([, command]) => command.options.map((option) => option.flags));
    const suspicious = flags.filter((flag) => /secret|memorable|identity|password|phrase|token/.test(flag));
    expect(suspicious.filter((flag) => !/<file(\.{3})?>/.test(flag))).toEqual([]);
  });
});

describe('when no node runs in the folder', () => {
  it('ends with 1 and NODE_NOT_RUNNING', async () => {
    const { exitCode, out } = await run(
      'operator',
      'add',
      'bob',
      '--role',
      'admin',
      '--generate',
      '--dir',
      '/nowhere',
      '--json',
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: 'NODE_NOT_RUNNING' });
  });
});
