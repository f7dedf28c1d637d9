import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import type { i18n } from 'i18next';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import './theme/base.css';
import { cssVariables, theme } from './theme/theme.js';

/** The nonce that the node put into this answer's `<meta name="csp-nonce">`; empty where no policy is set. */
export function styleNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  return nonce === '__NONCE__' ? '' : nonce;
}

/** What both apps stand in. */
export interface AppProvidersProps {
  /** From {@link startMessages}. */
  readonly messages: i18n;
  readonly queries: QueryClient;
  readonly children: ReactNode;
}

/** Theme (light, dark, as the device prefers), messages, queries and notices; every style carries the page's nonce. */
export function AppProviders({ messages, queries, children }: AppProvidersProps): React.JSX.Element {
  // Dialogs lock scrolling with a style element of their own.
  setNonce(styleNonce());
  return (
    <I18nextProvider i18n={messages}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" autoClose={6000} />
          {children}
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}
