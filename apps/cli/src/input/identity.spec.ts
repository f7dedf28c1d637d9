import { describe, expect, it } from '@jest/globals';
import { fakeTerminal } from '../terminal/fake-terminal.fixture.js';
import { readIdentity } from './identity.js';
import { readMemorable, requireOneStandardInput } from './read-input.js';

const ANNA = { surname: 'Eriksson', givenNames: 'Anna Maria', dateOfBirth: '1974-08-12' };

describe('when an identity is read from standard input', () => {
  it('gives the canonical form', async () => {
    const { normalized } = await readIdentity('-', fakeTerminal(JSON.stringify(ANNA)));
    expect(normalized.display).toBe('ERIKSSON, ANNA MARIA, 1974-08-12');
  });

  it.each([
    ['no json', 'Anna'],
    ['a missing field', JSON.stringify({ surname: 'Eriksson', givenNames: 'Anna' })],
    ['an unknown field', JSON.stringify({ ...ANNA, middleName: 'X' })],
  ])('throws FILE_INVALID for %s, without quoting it', async (_, text) => {
    const failure = readIdentity('-', fakeTerminal(text));
    await expect(failure).rejects.toMatchObject({ name: 'CliError', code: 'FILE_INVALID' });
    await expect(failure).rejects.not.toThrow('Anna');
  });

  it('throws SCRIPT_NOT_SUPPORTED for a script without a table', async () => {
    const text = JSON.stringify({ ...ANNA, surname: '王' });
    await expect(readIdentity('-', fakeTerminal(text))).rejects.toMatchObject({ code: 'SCRIPT_NOT_SUPPORTED' });
  });
});

describe('when an identity is asked for', () => {
  it('shows the form to compare with the passport', async () => {
    const terminal = fakeTerminal('', ['Müller', 'Jörg', '1980-01-02']);
    await readIdentity(undefined, terminal);
    expect(terminal.said.err).toContain('MUELLER, JOERG, 1980-01-02');
    expect(terminal.said.err).toContain('compare with the machine-readable line');
  });

  it('throws USAGE when nobody is there', async () => {
    await expect(readIdentity(undefined, fakeTerminal())).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('when memorable information is read', () => {
  it('throws FILE_UNREADABLE without the file', async () => {
    const reading = readMemorable('/nowhere/at/all', fakeTerminal(), { isNew: false });
    await expect(reading).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('throws NOT_CONFIRMED when it was typed in two ways', async () => {
    const reading = readMemorable(undefined, fakeTerminal('', ['blue horse', 'blue house']), { isNew: true });
    await expect(reading).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
  });

  it('asks once for a guess', async () => {
    await expect(readMemorable(undefined, fakeTerminal('', ['blue horse']), { isNew: false })).resolves.toBe(
      'blue horse',
    );
  });

  it('throws USAGE when two options want standard input', () => {
    expect(() => requireOneStandardInput('-', undefined, '-')).toThrow('only one file');
  });
});
