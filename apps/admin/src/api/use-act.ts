import { notifications } from '@mantine/notifications';
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import type { AdminRoute } from '@wardkeep/protocol';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import { useStepUp } from '../modules/operators/step-up.js';
import { call, type CallOptions } from './request.js';

/** A change on the node. */
export interface ActOptions<Answer> {
  /** Kinds of answers that it makes stale. */
  readonly touches?: readonly string[];
  /** Said when it is done. */
  readonly done?: string;
  readonly onDone?: (answer: Answer) => void;
}

/**
 * Sends a change. Where the node first wants to know again who sits there, it asks for that and then goes on.
 * @param route - of the table in the protocol
 * @param answer - schema of the answer
 */
export function useAct<T extends z.ZodType>(
  route: AdminRoute,
  answer: T,
  { touches = [], done, onDone }: ActOptions<z.output<T>> = {},
): UseMutationResult<z.output<T>, Error, Pick<CallOptions, 'params' | 'body'>> {
  const queries = useQueryClient();
  const withStepUp = useStepUp();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (options: Pick<CallOptions, 'params' | 'body'>) => withStepUp(() => call(route, answer, options)),
    onSuccess: async (result) => {
      if (done !== undefined)
        notifications.show({ message: done, color: 'ward', closeButtonProps: { 'aria-label': t('common.close') } });
      onDone?.(result);
      await Promise.all(touches.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
}
