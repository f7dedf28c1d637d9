export * from './ceremony.js';
export { RunningFederation, type FederationPlan } from './federation.js';
export { GuardianNode } from './guardian-node.js';
export { callConsole, ConsoleRefusal, type Answer } from './node-console.js';
export { waitFor } from './wait.js';
export { World, type NodeChoices } from './world.js';
