import { Button, Group, TextInput } from '@mantine/core';
import { urlsRequest } from '@wardkeep/protocol';
import { ErrorNotice } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nothing } from '../../api/request.js';
import { useAct } from '../../api/use-act.js';

/** Moves this node to another address; its peers learn it by a signed announcement. */
export function UrlForm({ urls }: { readonly urls: readonly string[] }): React.JSX.Element {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(urls.join(', '));
  const [isWrong, setWrong] = useState(false);
  const save = useAct('setUrls', nothing, { touches: ['federation', 'card'], done: t('node.saved') });
  const submit = (): void => {
    const list = typed.split(/[\s,]+/).filter((url) => url !== '');
    const parsed = urlsRequest.safeParse({ urls: list });
    setWrong(!parsed.success);
    if (parsed.success) save.mutate({ body: parsed.data });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={t('federation.urls')}
        description={t('federation.urlsHint')}
        error={isWrong ? t('fields.urls') : null}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ErrorNotice error={save.error} />
      <Group mt="sm">
        <Button type="submit" variant="light" size="sm" disabled={typed === urls.join(', ')} loading={save.isPending}>
          {t('federation.urlsSave')}
        </Button>
      </Group>
    </form>
  );
}
