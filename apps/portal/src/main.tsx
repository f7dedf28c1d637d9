import '@wardkeep/client/browser/no-eval';
import { QueryClient } from '@tanstack/react-query';
import { AppProviders, startMessages } from '@wardkeep/ui';
import { createRoot } from 'react-dom/client';
import { HashRouter } from 'react-router';
import { App } from './app.js';
import en from './messages/en.json';
import es from './messages/es.json';
import './portal.css';

/** Whether asking again helps is for the person to say: every error on these pages tells them what to do. */
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } });

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <AppProviders messages={startMessages({ en, es })} queries={queries}>
      <HashRouter>
        <App />
      </HashRouter>
    </AppProviders>,
  );
}
