import { fingerprintOf } from '@wardkeep/protocol';
import { join } from '@wardkeep/client';
import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand, type Session } from '../command/define-command.js';
import { fingerprintLines } from '../terminal/show-config.js';
import { STATE_OPTION, stateField, withDevice } from './person-state.js';

/** `join INVITE`: the first connection of a device. */
export function addJoinCommand(program: Command, session: Session): void {
  defineCommand(program, session, {
    usage: 'join <invite>',
    summary: 'join the federation that an invite names',
    help: 'An invite is one long word that begins with wk1. An expired one still joins; it only cannot enrol.',
    options: { ...STATE_OPTION },
    schema: z.strictObject({ state: stateField }),
    async run(call) {
      const [invite = ''] = call.args;
      const { config, federationId } = await withDevice(call, call.options.state, (context) => join(context, invite));
      const fingerprint = fingerprintOf(config.id);
      const { name, epoch, guardians } = config;
      return {
        json: {
          federationId,
          name,
          epoch,
          fingerprint,
          guardians: guardians.map(({ index, name: guardian, contact }) => ({ index, name: guardian, contact })),
        },
        text: [
          `Joined ${name}: ${guardians.map((guardian) => guardian.name).join(', ')}.`,
          ...fingerprintLines(fingerprint),
          'If a guardian reads you other words, somebody is in between: stop.',
          'Next: wardkeep enrol --identity-file F --secret-file F --memorable-file F',
        ],
      };
    },
  });
}
