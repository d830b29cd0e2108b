import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: { outDir: "page", emptyOutDir: true, chunkSizeWarningLimit: 2000, target: "es2022" },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8080", "/tiles": "http://127.0.0.1:8080" } },
});
