import { createRoot } from 'react-dom/client';
import { AppProviders, startMessages } from '@wardkeep/ui';
import { QueryClient } from '@tanstack/react-query';
import en from './messages/en.json';
import es from './messages/es.json';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <AppProviders messages={startMessages({ en, es })} queries={new QueryClient()}>
      <main />
    </AppProviders>,
  );
}
