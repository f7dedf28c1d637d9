import { Alert, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Icon, Page } from '@wardkeep/ui';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation, useParams } from 'react-router';
import { useOverview } from '../device/use-overview.js';
import { saveFile } from '../device/save-file.js';
import { Problem } from '../shell/problem.js';
import { Waiting } from '../shell/waiting.js';
import { kitContent } from './kit-content.js';
import { KitSheet } from './kit-sheet.js';
import { portalDigestQuery } from './portal-digest.js';

interface Arrival {
  readonly enrolled?: boolean;
  readonly missing?: number;
}

/** The sheet as a page of its own, without scripts or anything from elsewhere. */
function asDocument(title: string, language: string): string {
  const sheet = document.querySelector('#kit')?.innerHTML ?? '';
  const style =
    'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}ol,ul{padding-left:1.5rem}' +
    'svg{max-width:22rem;width:100%;display:block}.ward-mono{font-family:monospace;overflow-wrap:anywhere}li>*{margin-right:1rem}' +
    '.ward-words li span{display:none}';
  const head = `<meta charset="utf-8"><title></title><style>${style}</style>`;
  const page = new DOMParser().parseFromString(`<html><head>${head}</head><body>${sheet}</body></html>`, 'text/html');
  page.documentElement.lang = language;
  page.title = title;
  return `<!doctype html>\n${page.documentElement.outerHTML}`;
}

/** The owner's kit: to print or save after enrolling, and at any time later. */
export default function KitPage(): React.JSX.Element {
  const { t, i18n } = useTranslation();
  const { federationId } = useParams();
  const arrival = (useLocation().state ?? {}) as Arrival;
  const overview = useOverview();
  const digest = useQuery(portalDigestQuery);
  const federation = overview.data?.federations.find((each) => each.federationId === federationId);
  const kit = useMemo(
    () => (federation === undefined ? null : kitContent(federation, digest.data ?? null)),
    [federation, digest.data],
  );
  if (overview.data === undefined) return overview.error === null ? <Waiting /> : <Problem error={overview.error} />;
  if (kit === null) return <Navigate replace to="/backups" />;
  const isNew = arrival.enrolled === true;
  const missing = arrival.missing ?? 0;
  return (
    <Page title={t(isNew ? 'kit.doneTitle' : 'kit.title')} text={t(isNew ? 'kit.doneText' : 'kit.text')}>
      {missing > 0 ? (
        <Alert color="yellow" variant="light" icon={<Icon name="clock" />} className="ward-no-print">
          {t('kit.missing', { count: missing })}
        </Alert>
      ) : null}
      <Group className="ward-no-print" gap="sm">
        <Button size="lg" leftSection={<Icon name="print" />} onClick={() => window.print()}>
          {t('kit.print')}
        </Button>
        <Button
          size="lg"
          variant="default"
          leftSection={<Icon name="download" />}
          onClick={() => saveFile('wardkeep-kit.html', 'text/html', asDocument(t('kit.title'), i18n.language))}
        >
          {t('kit.save')}
        </Button>
      </Group>
      <div id="kit">
        <KitSheet kit={kit} />
      </div>
      <Button className="ward-no-print" size="lg" variant="light" component={Link} to="/backups">
        {t('kit.toBackups')}
      </Button>
    </Page>
  );
}
