import { Badge } from '@mantine/core';
import type { OperatorRole } from '@wardkeep/protocol';
import { type IconName, Icon, LanguageSwitch } from '@wardkeep/ui';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useAnswer, useFederation } from '../api/queries.js';

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  readonly isWanted: boolean;
}

/** Links to the screens that the operator's role opens; a number says how many cases wait for this guardian. */
export function Navigation(props: { readonly isOpen: boolean; readonly role: OperatorRole }): React.JSX.Element {
  const { t } = useTranslation();
  const isSealed = useFederation().data?.sealed === true;
  const cases = useAnswer('cases', { query: { status: 'live', limit: 100 }, isWanted: isSealed });
  const waiting = cases.data?.cases.filter((one) => one.needsVote).length ?? 0;
  const isAdmin = props.role === 'admin';
  const places: readonly Place[] = [
    { to: '/founding', label: t('founding.title'), icon: 'flag', isWanted: !isSealed },
    { to: '/cases', label: t('inbox.title'), icon: 'inbox', isWanted: isSealed },
    { to: '/members', label: t('members.title'), icon: 'people', isWanted: isSealed },
    { to: '/invites', label: t('invites.title'), icon: 'ticket', isWanted: isSealed },
    { to: '/federation', label: t('federation.title'), icon: 'network', isWanted: isSealed },
    { to: '/log', label: t('log.title'), icon: 'book', isWanted: true },
    { to: '/operators', label: t('operators.title'), icon: 'key', isWanted: isAdmin },
    { to: '/mail', label: t('mail.title'), icon: 'mail', isWanted: isAdmin },
  ];
  return (
    <nav className="admin-nav" id="navigation" data-open={props.isOpen} aria-label={t('shell.navigation')}>
      <ul>
        {places
          .filter((place) => place.isWanted)
          .map((place) => (
            <li key={place.to}>
              <NavLink to={place.to}>
                <Icon name={place.icon} />
                {place.label}
                {place.to === '/cases' && waiting > 0 ? (
                  <Badge color="orange" aria-label={t('inbox.waitingCount', { count: waiting })}>
                    {waiting}
                  </Badge>
                ) : null}
              </NavLink>
            </li>
          ))}
      </ul>
      <div className="admin-language">
        <LanguageSwitch />
      </div>
    </nav>
  );
}
