import { Button, Divider, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ErrorNotice, errorCode, Icon } from '@wardkeep/ui';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries.js';
import { proveByPasskey, proveByPassword } from './prove.js';

type Work = <T>(work: () => Promise<T>) => Promise<T>;

const StepUpContext = createContext<Work>((work) => work());

/** Runs work that may answer STEP_UP_REQUIRED; the person then proves who they are, and the work runs again. */
export const useStepUp = (): Work => useContext(StepUpContext);

interface Asked {
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/** Keeps the dialog that asks again who sits there. */
export function StepUpProvider({ children }: { readonly children: ReactNode }): React.JSX.Element {
  const [asked, setAsked] = useState<Asked | null>(null);
  const work = useCallback(async <T,>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (cause) {
      if (errorCode(cause) !== 'STEP_UP_REQUIRED') throw cause;
      await new Promise<void>((resolve, reject) => setAsked({ resolve, reject }));
      return run();
    }
  }, []);
  return (
    <StepUpContext value={work}>
      {children}
      {asked === null ? null : (
        <StepUpDialog
          onProved={() => {
            asked.resolve();
            setAsked(null);
          }}
          onCancel={() => {
            asked.reject(Object.assign(new Error(''), { code: 'STEP_UP_CANCELLED' }));
            setAsked(null);
          }}
        />
      )}
    </StepUpContext>
  );
}

function StepUpDialog(props: { readonly onProved: () => void; readonly onCancel: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const me = useMe().data;
  const [password, setPassword] = useState('');
  const proof = useMutation({
    mutationFn: (by: 'passkey' | 'password') => (by === 'passkey' ? proveByPasskey() : proveByPassword(password)),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['me'] });
      props.onProved();
    },
  });
  return (
    <Modal
      opened
      centered
      onClose={props.onCancel}
      title={t('stepUp.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Text size="sm">{t('stepUp.text')}</Text>
        {(me?.passkeys ?? 0) > 0 ? (
          <>
            <Button leftSection={<Icon name="key" />} loading={proof.isPending} onClick={() => proof.mutate('passkey')}>
              {t('stepUp.passkey')}
            </Button>
            <Divider label={t('common.or')} />
          </>
        ) : null}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            proof.mutate('password');
          }}
        >
          <Stack>
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              data-autofocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button type="submit" variant="light" disabled={password === ''} loading={proof.isPending}>
              {t('stepUp.confirm')}
            </Button>
          </Stack>
        </form>
        <ErrorNotice error={proof.error} />
      </Stack>
    </Modal>
  );
}
