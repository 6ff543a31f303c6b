import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const uswds = here("../../node_modules/@uswds/uswds");

export default defineConfig({
  root: here("."),
  plugins: [react()],
  resolve: { alias: { "uswds-img": `${uswds}/dist/img` } },
  css: {
    preprocessorOptions: {
      scss: { loadPaths: [`${uswds}/packages`], quietDeps: true },
    },
  },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    // Without any page React, the router, the query cache and react-uswds come to 485 kB (150 kB gzipped).
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { index: here("index.html"), enclave: here("enclave.html") },
      // Apart, so that a new version of our pages leaves the libraries in the reader's cache.
      output: { codeSplitting: { groups: [{ name: "libraries", test: /node_modules/ }] } },
    },
  },
  server: { port: 8421, strictPort: true, proxy: { "/api": "http://127.0.0.1:8420" } },
});
