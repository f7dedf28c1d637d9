import { Alert, Code, Loader, Text } from '@mantine/core';
import { ErrorNotice, Icon, Page, SectionCard, useNow } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAnswer, useMe } from '../../api/queries.js';
import { AuditTrail } from './audit-trail.js';
import { LoginList } from './login-list.js';
import { OperatorRow } from './operator-row.js';

/** Who may use this node, and what they did. New accounts are made at the node's console. */
export default function OperatorsPage(): React.JSX.Element {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const me = useMe().data;
  const operators = useAnswer('operators');
  return (
    <Page title={t('operators.title')} text={t('operators.text')}>
      <ErrorNotice error={operators.error} />
      {operators.isPending ? <Loader role="status" aria-label={t('common.loading')} /> : null}
      <SectionCard title={t('operators.accounts')} text={t('operators.roleText')}>
        <ul className="admin-list">
          {operators.data?.operators.map((operator) => (
            <OperatorRow key={operator.name} operator={operator} isSelf={operator.name === me?.name} now={now} />
          ))}
        </ul>
        <Alert color="gray" icon={<Icon name="info" />} title={t('operators.add')}>
          <Text size="sm">{t('operators.addText')}</Text>
          <Code block mt="xs" className="admin-command">
            {'wardkeep operator add NAME --role case-officer --dir DIR'}
          </Code>
          <Text size="sm" mt="xs">
            {t('operators.again')}
          </Text>
          <Code block mt="xs" className="admin-command">
            {'wardkeep operator reset NAME --dir DIR'}
          </Code>
        </Alert>
      </SectionCard>
      <LoginList title={t('logins.all')} />
      <AuditTrail />
    </Page>
  );
}
