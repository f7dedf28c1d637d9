import { Table } from '@mantine/core';
import { ErrorNotice, SectionCard, useFormat } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../../api/queries.js';

/** What operators did on this node. */
export function AuditTrail(): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const audit = useAnswer('audit', { query: { limit: 500 } });
  const entries = [...(audit.data?.entries ?? [])].reverse().slice(0, 100);
  return (
    <SectionCard title={t('audit.title')} text={t('audit.text')}>
      <ErrorNotice error={audit.error} />
      <Table.ScrollContainer minWidth={680} type="native" tabIndex={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('audit.at')}</Table.Th>
              <Table.Th>{t('audit.who')}</Table.Th>
              <Table.Th>{t('audit.action')}</Table.Th>
              <Table.Th>{t('audit.subject')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map((entry) => (
              <Table.Tr key={entry.id}>
                <Table.Td>{format.time(entry.at)}</Table.Td>
                <Table.Td>{entry.who}</Table.Td>
                <Table.Td className="ward-mono" style={{ whiteSpace: 'nowrap' }}>
                  {entry.action}
                </Table.Td>
                <Table.Td className="ward-mono">{entry.subject}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </SectionCard>
  );
}
