import { problem } from '../problem/index.js';

const DISK_FULL = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', '53100']);
const RETRYABLE = new Set(['40001', '40P01']);
const UNIQUE = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505']);

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * @param error - Whatever a driver threw.
 * @returns Whether a row with the same key exists already.
 */
export const isUniqueViolation = (error: unknown): boolean => UNIQUE.has(codeOf(error));

/**
 * @param error - Whatever a driver threw.
 * @returns Whether the same transaction may well succeed when it is run again.
 */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(codeOf(error));

/**
 * Translates a driver's "no room left" into the coded refusal; anything else passes unchanged.
 *
 * @param error - Whatever a driver threw.
 * @returns The error to throw on.
 */
export const toDatabaseError = (error: unknown): unknown =>
  DISK_FULL.has(codeOf(error)) ? problem('DISK_FULL', 'the guardian has no room for new work') : error;
