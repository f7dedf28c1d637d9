import { Alert, Button, Checkbox, Fieldset, Stack, Text, TextInput } from '@mantine/core';
import type { CaseView } from '@wardkeep/protocol';
import { ConfirmByHold, ErrorNotice, Icon } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../api/use-act.js';
import { nothing } from '../../api/request.js';
import { CheckFields, documentsOf, EMPTY_CHECK } from './check-fields.js';
import { EMPTY_IDENTITY, IdentityFields, identityOf, isIdentityTyped } from './identity-fields.js';

const CHECKS = ['person', 'face', 'words', 'alone'] as const;

function wordsMatch(typed: string, words: readonly string[]): boolean {
  return (
    typed
      .trim()
      .toLowerCase()
      .split(/[\s,]+/)
      .join(' ') === words.join(' ')
  );
}

/** Says what is still to be done, so that a button that cannot be used explains itself. */
function missingOf(parts: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(parts)
    .filter(([, isThere]) => !isThere)
    .map(([name]) => name);
}

/** Everything that makes an approval: identity from the papers, how it was checked, and a deliberate act at the end. */
export function ApproveForm({ one }: { readonly one: CaseView }): React.JSX.Element {
  const { t } = useTranslation();
  const [identity, setIdentity] = useState(EMPTY_IDENTITY);
  const [check, setCheck] = useState(EMPTY_CHECK);
  const [ticked, setTicked] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const vote = useAct('vote', nothing, { touches: ['case', 'cases'], done: t('vote.sent') });
  const missing = missingOf({
    identity: isIdentityTyped(identity),
    method: check.method !== '',
    documents: documentsOf(check).length > 0,
    checks: ticked.length === CHECKS.length,
  });
  const isReady = missing.length === 0;
  const send = (): void => {
    const body = {
      decision: 'approve',
      identity: identityOf(identity),
      method: check.method,
      documents: documentsOf(check),
    };
    vote.mutate({ params: { claimId: one.claimId }, body });
  };
  return (
    <Stack gap="lg">
      <Fieldset legend={t('vote.steps.identity')}>
        <Text size="sm" c="dimmed" mb="sm">
          {t('vote.identityText')}
        </Text>
        <IdentityFields value={identity} onChange={setIdentity} />
      </Fieldset>
      <Fieldset legend={t('vote.steps.check')}>
        <CheckFields value={check} onChange={setCheck} />
      </Fieldset>
      <Fieldset legend={t('vote.steps.confirm')}>
        <Checkbox.Group value={ticked} onChange={setTicked}>
          <Stack gap="sm">
            {CHECKS.map((name) => (
              <Checkbox key={name} value={name} label={t(`vote.checks.${name}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Fieldset>
      {isReady ? null : (
        <Alert color="gray" icon={<Icon name="info" />} role="status">
          {t('vote.missing')}
          <ul>
            {missing.map((name) => (
              <li key={name}>{t(`vote.missingParts.${name}`)}</li>
            ))}
          </ul>
        </Alert>
      )}
      <ErrorNotice error={vote.error} />
      <ConfirmByHold label={t('vote.approveNow')} disabled={!isReady} loading={vote.isPending} onConfirm={send} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && wordsMatch(typed, one.words)) send();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('vote.typeWords')}
            description={t('vote.typeWordsHint')}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="light"
            disabled={!isReady || !wordsMatch(typed, one.words)}
            loading={vote.isPending}
          >
            {t('vote.approveByWords')}
          </Button>
        </Stack>
      </form>
    </Stack>
  );
}
