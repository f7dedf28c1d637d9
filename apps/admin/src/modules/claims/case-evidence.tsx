import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { CaseView } from '@wardkeep/protocol';
import { ErrorNotice, Icon, SectionCard, useFormat } from '@wardkeep/ui';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../api/request.js';
import { evidenceBlob, isWhatItSays } from './evidence-blob.js';

type Item = CaseView['evidence'][number];

interface Opened {
  readonly url: string;
  /** Whether the bytes begin as the type that the claimant named. */
  readonly isGenuine: boolean;
}

async function open(claimId: string, item: Item): Promise<Opened> {
  const response = await send('evidenceFile', { params: { claimId, digest: item.digest } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    url: URL.createObjectURL(evidenceBlob(bytes, item.mediaType)),
    isGenuine: isWhatItSays(bytes, item.mediaType),
  };
}

function Viewer(props: { readonly item: Item; readonly opened: Opened; readonly name: string }): React.JSX.Element {
  const { t } = useTranslation();
  const { item, opened, name } = props;
  const extension = item.mediaType.split('/')[1] ?? 'bin';
  if (!opened.isGenuine) {
    return (
      <Alert color="red" role="alert" icon={<Icon name="warning" />} title={t('evidence.fake')}>
        {t('evidence.fakeText', { type: item.mediaType })}
      </Alert>
    );
  }
  return (
    <Stack gap="sm">
      {item.mediaType === 'application/pdf' ? (
        <Alert color="gray" icon={<Icon name="info" />} title={t('evidence.pdf')}>
          {t('evidence.pdfText')}
        </Alert>
      ) : (
        <img className="admin-evidence-image" src={opened.url} alt={name} />
      )}
      <div>
        <Button
          component="a"
          href={opened.url}
          download={`evidence-${item.digest.slice(0, 8)}.${extension}`}
          variant="default"
          size="sm"
          leftSection={<Icon name="download" size={16} />}
        >
          {t('evidence.save')}
        </Button>
      </div>
    </Stack>
  );
}

function Piece(props: { readonly claimId: string; readonly item: Item; readonly at: number }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { item } = props;
  const view = useMutation({ mutationFn: () => open(props.claimId, item) });
  const url = view.data?.url;
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url]);
  const name = t('evidence.piece', { number: props.at });
  return (
    <li className="admin-row">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Icon name="file" />
            <Text fw={600}>{name}</Text>
            <Badge color="gray">{item.mediaType}</Badge>
            <Text size="sm" c="dimmed">
              {format.bytes(item.size)}
            </Text>
          </Group>
          {item.isHere ? (
            <Button
              size="sm"
              variant="light"
              loading={view.isPending}
              onClick={() => (view.data === undefined ? view.mutate() : view.reset())}
            >
              {t(view.data === undefined ? 'evidence.open' : 'evidence.close')}
            </Button>
          ) : (
            <Badge color="yellow">{t('evidence.notHere')}</Badge>
          )}
        </Group>
        <ErrorNotice error={view.error} />
        {view.data === undefined ? null : <Viewer item={item} opened={view.data} name={name} />}
      </Stack>
    </li>
  );
}

/**
 * What the claimant sent in. Pictures are shown as pictures, which cannot act. Browsers show no PDF in a frame that may run
 * nothing, and one that may run something is none for a stranger's file: PDFs are saved and opened elsewhere.
 */
export function CaseEvidence({ one }: { readonly one: CaseView }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <SectionCard title={t('evidence.title')} text={t('evidence.text')}>
      {one.evidence.length === 0 ? (
        <Text c="dimmed">{t('evidence.none')}</Text>
      ) : (
        <ul className="admin-list">
          {one.evidence.map((item, at) => (
            <Piece key={item.digest} claimId={one.claimId} item={item} at={at + 1} />
          ))}
        </ul>
      )}
    </SectionCard>
  );
}
