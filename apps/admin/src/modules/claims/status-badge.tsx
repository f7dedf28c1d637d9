import { Badge, Group } from '@mantine/core';
import type { CaseSummary } from '@wardkeep/protocol';
import { useTranslation } from 'react-i18next';

const COLORS: Readonly<Record<CaseSummary['status'], string>> = {
  open: 'blue',
  approved: 'yellow',
  released: 'green',
  rejected: 'red',
  vetoed: 'red',
  expired: 'gray',
};

type Shown = Pick<CaseSummary, 'status' | 'practice' | 'needsVote' | 'kind' | 'identityStatus'>;

/** How a case stands, in words and colour. */
export function StatusBadges({ one }: { readonly one: Shown }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Group gap={6} component="span">
      {one.practice ? (
        <Badge color="grape" variant="filled">
          {t('case.practice')}
        </Badge>
      ) : null}
      {one.needsVote ? <Badge color="orange">{t('inbox.needsVote')}</Badge> : null}
      <Badge color={COLORS[one.status]}>{t(`status.${one.status}`)}</Badge>
      {one.kind === 'inheritance' ? <Badge color="gray">{t('case.inheritance')}</Badge> : null}
      {one.identityStatus === 'differs' ? <Badge color="red">{t('case.identityDiffers')}</Badge> : null}
    </Group>
  );
}
