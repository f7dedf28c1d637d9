import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { AppProviders, errorCode, startMessages } from '@wardkeep/ui';
import { createRoot } from 'react-dom/client';
import { HashRouter } from 'react-router';
import { ApiError } from './api/request.js';
import { App } from './app.js';
import en from './messages/en.json';
import es from './messages/es.json';
import './admin.css';

/** A refusal stays one; only a node that did not answer is asked again. */
function isWorthRetrying(failures: number, error: unknown): boolean {
  return error instanceof ApiError && error.code === 'UNREACHABLE' && failures < 3;
}

/** Whatever is refused for want of a login makes the page ask who is logged in, and show the sign-in. */
function noticeEnd(error: unknown): void {
  if (errorCode(error) === 'UNAUTHENTICATED') void queries.invalidateQueries({ queryKey: ['me'] });
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== 'me') noticeEnd(error);
    },
  }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 5000 } },
});

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
