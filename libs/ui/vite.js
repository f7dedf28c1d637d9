import react from '@vitejs/plugin-react';

/**
 * Vite settings of both apps: a folder that works from any place, with the same bytes for the same sources.
 * @param {{ port: number, proxy?: Record<string, string> }} options port of the development server, and what it hands on
 * @returns {import('vite').UserConfig} the settings
 */
export function appConfig({ port, proxy = {} }) {
  return {
    base: './',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      outDir: 'dist',
      emptyOutDir: true,
      sourcemap: false,
      // The policy allows no data: scripts or styles, and what is inlined cannot be kept by caches.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1000,
      reportCompressedSize: false,
    },
    server: { host: '127.0.0.1', port, strictPort: true, proxy },
  };
}
