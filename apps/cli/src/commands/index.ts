import type { Command } from 'commander';
import type { Session } from '../command/define-command.js';
import { addCaseCommands } from './case.js';
import { addClaimCommands } from './claim.js';
import { addEnrolCommands } from './enrol.js';
import { addFederationCommands } from './federation.js';
import { addGuardianCommands } from './guardian.js';
import { addInviteCommands } from './invite.js';
import { addJoinCommand } from './join.js';
import { addOperatorCommands } from './operator.js';
import { addOwnBackupCommands } from './own-backups.js';
import { addPortalCommands } from './portal.js';
import { addPracticeCommands } from './practice.js';

/** Adds one group of commands to the program. */
export type AddCommands = (program: Command, session: Session) => void;

/** Every group, in the order of the help. */
export const COMMAND_GROUPS: readonly AddCommands[] = [
  addGuardianCommands,
  addFederationCommands,
  addInviteCommands,
  addCaseCommands,
  addPracticeCommands,
  addOperatorCommands,
  addJoinCommand,
  addEnrolCommands,
  addOwnBackupCommands,
  addClaimCommands,
  addPortalCommands,
];
