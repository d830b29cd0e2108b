import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // the service may live below a prefix
  build: {
    outDir: 'page',
    target: 'es2022',
    assetsInlineLimit: 0, // files, not data: URLs, for a strict Content-Security-Policy
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 1500, // MapLibre alone is about 1 MB
  },
  server: { fs: { allow: ['.', '../texts'] }, proxy: { '/api': proxied(), '/tiles': proxied() } },
});

/** In development the page comes from Vite, the data from a running server or `npm run mock`. */
function proxied() {
  return process.env.QINGSHAN_URL ?? 'http://127.0.0.1:8199';
}
