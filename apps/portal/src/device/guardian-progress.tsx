import { Loader, Text } from '@mantine/core';
import type { FederationView } from '@wardkeep/client/browser';
import { Icon } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import type { Progress } from './progress.js';

/** Who is asked, and how far it is. */
export interface GuardianProgressProps {
  readonly progress: Progress;
  /** Left out while the federation is not known yet. */
  readonly federation?: FederationView | undefined;
}

/** What is being done, in words, and what each guardian has answered so far. */
export function GuardianProgress({ progress, federation }: GuardianProgressProps): React.JSX.Element {
  const { t } = useTranslation();
  const { step, answers } = progress;
  return (
    <section className="ward-card" aria-label={t('progress.title')}>
      <div className="portal-working">
        <Loader size={22} aria-hidden />
        <Text role="status" fw={600}>
          {t(`progress.steps.${step ?? 'start'}`)}
        </Text>
      </div>
      {federation === undefined ? null : (
        <ul className="portal-rows">
          {federation.guardians.map(({ index, name }) => {
            const answer = answers.get(index) ?? 'waiting';
            return (
              <li key={index}>
                <span>{name}</span>
                <span className="portal-mark" data-mark={answer}>
                  <Icon name={answer === 'ok' ? 'check' : answer === 'waiting' ? 'clock' : 'info'} size={18} />
                  {t(`progress.answers.${answer}`)}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      <Text size="sm" c="dimmed" mt="sm">
        {t('progress.stay')}
      </Text>
    </section>
  );
}
