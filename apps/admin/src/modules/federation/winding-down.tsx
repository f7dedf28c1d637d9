import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { type ConfigView, windingDownView, type WindingDownView } from '@wardkeep/protocol';
import { ConfirmByHold, ErrorNotice, Icon, SectionCard, useFormat } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../api/use-act.js';

interface Props {
  readonly config: ConfigView;
  readonly standing: WindingDownView | null;
  readonly isAdmin: boolean;
}

function Declare({ config }: { readonly config: ConfigView }): React.JSX.Element {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const declare = useAct('windDown', windingDownView, { touches: ['federation'], done: t('winding.declared') });
  if (!isOpen) {
    return (
      <div>
        <Button variant="default" size="sm" onClick={() => setOpen(true)}>
          {t('winding.open')}
        </Button>
      </div>
    );
  }
  return (
    <Stack>
      <TextInput
        label={t('winding.type', { name: config.name })}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ErrorNotice error={declare.error} />
      <ConfirmByHold
        label={t('winding.submit')}
        color="red.9"
        disabled={typed !== config.name}
        loading={declare.isPending}
        onConfirm={() => declare.mutate({ body: { name: typed } })}
      />
      <div>
        <Button variant="subtle" size="sm" onClick={() => setOpen(false)}>
          {t('common.cancel')}
        </Button>
      </div>
    </Stack>
  );
}

/** The end of a federation: no new owners, everything else goes on until the last has moved. */
export function WindingDown({ config, standing, isAdmin }: Props): React.JSX.Element | null {
  const { t } = useTranslation();
  const format = useFormat();
  if (standing === null) return null;
  const names = standing.declaredBy.map(
    (index) => config.guardians.find((guardian) => guardian.index === index)?.name ?? String(index),
  );
  return (
    <SectionCard title={t('winding.title')} text={t('winding.text')}>
      {standing.inForceSince === null ? null : (
        <Alert color="orange" icon={<Icon name="info" />} title={t('winding.inForce')}>
          {t('winding.inForceText', { time: format.time(standing.inForceSince) })}
        </Alert>
      )}
      <Text>
        {names.length === 0
          ? t('winding.nobody', { needed: standing.needed })
          : t('winding.by', { names: format.list(names), count: names.length, needed: standing.needed })}
      </Text>
      {isAdmin && !standing.declaredHere ? <Declare config={config} /> : null}
    </SectionCard>
  );
}
