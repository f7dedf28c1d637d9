import { describe, expect, it } from '@jest/globals';
import { parseFederationOptions } from './federation-options.js';

describe('when a development federation is asked for', () => {
  it('has a majority of five by default', () => {
    expect(parseFederationOptions([])).toMatchObject({
      guardians: 5,
      recoverThreshold: 3,
      approvalThreshold: 3,
      isSealed: true,
      down: 0,
      dir: null,
      keep: false,
    });
  });

  it('takes other numbers, and keeps a folder that was named', () => {
    const argv = [
      '--guardians',
      '4',
      '--approval-threshold',
      '4',
      '--down',
      '1',
      '--dir',
      '/tmp/x',
      '--before-ceremony',
    ];
    expect(parseFederationOptions(argv)).toMatchObject({
      recoverThreshold: 3,
      approvalThreshold: 4,
      isSealed: false,
      down: 1,
      dir: '/tmp/x',
      keep: true,
    });
  });

  it.each([
    [['--guardians', '2'], '--guardians must be a whole number from 3 to 50'],
    [['--guardians', '51'], '--guardians must be'],
    [['--recover-threshold', '2'], '--recover-threshold must be a whole number from 3 to 5'],
    [['--recover-threshold', '4', '--approval-threshold', '3'], '--approval-threshold must be a whole number from 4'],
    [['--delay', 'soon'], '--delay must be'],
    [['--down', '5'], '--down must be'],
    [['--sealed', '--before-ceremony'], 'not both'],
    [['--colour'], 'colour'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseFederationOptions(argv)).toThrow(message);
  });
});
