import { Alert, Button, List, Stack } from '@mantine/core';
import { practiceAnswer } from '@wardkeep/protocol';
import { ErrorNotice, Icon, Page, SectionCard } from '@wardkeep/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAct } from '../../api/use-act.js';
import { IdentityFields, identityOf, isIdentityTyped } from './identity-fields.js';

const INVENTED = { surname: 'Practice', givenNames: 'Penelope', dateOfBirth: '1970-01-01', cyrillicLanguage: '' };

/** Opens a claim that all guardians handle as if it were real, and that can release nothing. */
export default function PracticePage(): React.JSX.Element {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [identity, setIdentity] = useState(INVENTED);
  const open = useAct('practise', practiceAnswer, {
    touches: ['cases'],
    onDone: ({ claimId }) => void navigate(`/cases/${claimId}`),
  });
  return (
    <Page title={t('practice.title')} text={t('practice.text')}>
      <SectionCard title={t('practice.how')}>
        <List type="ordered" spacing="xs">
          {['open', 'meet', 'vote', 'see'].map((step) => (
            <List.Item key={step}>{t(`practice.steps.${step}`)}</List.Item>
          ))}
        </List>
      </SectionCard>
      <SectionCard title={t('practice.identity')} text={t('practice.identityText')}>
        <Stack>
          <IdentityFields value={identity} onChange={(value) => setIdentity({ ...INVENTED, ...value })} />
          <Alert color="grape" icon={<Icon name="info" />}>
            {t('practice.safe')}
          </Alert>
          <ErrorNotice error={open.error} />
          <div>
            <Button
              disabled={!isIdentityTyped(identity)}
              loading={open.isPending}
              onClick={() => open.mutate({ body: { identity: identityOf(identity) } })}
            >
              {t('practice.submit')}
            </Button>
          </div>
        </Stack>
      </SectionCard>
    </Page>
  );
}
