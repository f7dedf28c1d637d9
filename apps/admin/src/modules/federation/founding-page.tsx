import { Alert, Button, Loader, Text } from '@mantine/core';
import { ErrorNotice, Icon, Page, SectionCard, SixWords } from '@wardkeep/ui';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAnswer, useCard, useFederation, useMe } from '../../api/queries.js';
import { useCardDraft } from './card-draft.js';
import { ExchangeCards } from './exchange-cards.js';
import { NodeForm } from './node-form.js';
import { ProposalPanel } from './proposal-panel.js';
import { ProposeForm } from './propose-form.js';

/** How often progress is asked for, where another node's step raises no event here. */
const EVERY_MS = 4000;

function Preparing(): React.JSX.Element {
  const { t } = useTranslation();
  const card = useCard();
  const isAdmin = useMe().data?.role === 'admin';
  const draft = useCardDraft(card.data?.signingKey ?? '');
  if (card.data === undefined) return <ErrorNotice error={card.error} />;
  return (
    <>
      <SectionCard title={t('founding.steps.node')} text={t('founding.steps.nodeText')}>
        {card.data.isFixed || !isAdmin ? (
          <Text>
            {card.data.name}, {card.data.urls.join(', ')}
          </Text>
        ) : (
          <NodeForm key={card.data.card} card={card.data} />
        )}
      </SectionCard>
      <SectionCard title={t('founding.steps.cards')} text={t('founding.steps.cardsText')}>
        <ExchangeCards card={card.data} draft={draft} />
      </SectionCard>
      {isAdmin ? (
        <SectionCard title={t('founding.steps.propose')} text={t('founding.steps.proposeText')}>
          <ProposeForm key={draft.cards.length} cards={draft.cards.map((one) => one.text)} />
        </SectionCard>
      ) : null}
      <Alert color="gray" icon={<Icon name="clock" />} role="status">
        {t('founding.waiting')}
      </Alert>
    </>
  );
}

function Sealed(): React.JSX.Element {
  const { t } = useTranslation();
  const config = useFederation().data?.config;
  const draft = useCardDraft('');
  const { clear } = draft;
  const isLeftOver = draft.cards.length > 0;
  useEffect(() => {
    if (isLeftOver) clear();
  }, [isLeftOver, clear]);
  return (
    <SectionCard title={t('founding.sealed', { name: config?.name ?? '' })} text={t('founding.sealedText')}>
      {config === undefined || config === null ? null : (
        <SixWords words={config.fingerprint} label={t('federation.fingerprint')} />
      )}
      <div>
        <Button component={Link} to="/invites" leftSection={<Icon name="ticket" />}>
          {t('founding.next')}
        </Button>
      </div>
    </SectionCard>
  );
}

/** From a single node to a sealed federation; every step is kept by the node, so that a closed tab goes on where it was. */
export default function FoundingPage(): React.JSX.Element {
  const { t } = useTranslation();
  const federation = useFederation(EVERY_MS);
  const isSealed = federation.data?.sealed === true;
  const proposals = useAnswer('proposals', { query: { preflight: true }, everyMs: EVERY_MS, isWanted: !isSealed });
  const running = proposals.data?.proposals.find(({ status }) => status === 'proposed' || status === 'signed');
  return (
    <Page title={t('founding.title')} text={t('founding.text')}>
      <ErrorNotice error={federation.error ?? proposals.error} />
      {proposals.isPending && !isSealed ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      {isSealed ? <Sealed /> : null}
      {!isSealed && running !== undefined ? <ProposalPanel key={running.configId} proposal={running} /> : null}
      {!isSealed && running === undefined && proposals.isSuccess ? <Preparing /> : null}
    </Page>
  );
}
