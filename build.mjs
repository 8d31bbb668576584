// Bundles the command and the library, with its entries, into dist/: they share their code, and are one and the same faultline.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));

const common = {
  outdir: "dist",
  bundle: true,
  format: "esm",
  jsx: "automatic",
  platform: "node",
  target: "node20",
  sourcemap: "linked",
  logLevel: "warning",
};

// What draws the explorer comes in hundreds of small files: to find and load them one by one would take longer than all
// else until the explorer is seen.
const inkFile = "./ink.js";

/** Ink imports React's developer tools, which are not there, wherever somebody may want them. */
const withoutDeveloperTools = {
  name: "without developer tools",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "nothing" }));
    onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "export default {};" }));
  },
};

/** The rest takes Ink, and what JSX is made of, from the file that holds both. */
const withInkFile = {
  name: "with Ink's file",
  setup({ onResolve }) {
    onResolve({ filter: /^(\.\/ink\.js|react\/jsx-runtime)$/ }, () => ({ path: inkFile, external: true }));
  },
};

// The types stay: before npm packs a package it builds it, and then prepares it, which is this once more.
mkdirSync("dist", { recursive: true });
for (const name of readdirSync("dist")) if (name !== "types") rmSync(`dist/${name}`, { recursive: true });
await build({
  ...common,
  stdin: {
    contents: 'export * from "./src/tui/ink.js"; export { Fragment, jsx, jsxs } from "react/jsx-runtime";',
    resolveDir: ".",
    sourcefile: "ink",
  },
  entryNames: "ink",
  // Some of it is CommonJS, and requires modules of Node.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  plugins: [withoutDeveloperTools],
});
await build({
  ...common,
  entryPoints: {
    cli: "src/cli/main.ts",
    index: "src/index.ts",
    "hunt-worker": "src/cli/hunt-worker.ts",
    "process-watch": "src/cli/process-watch.ts",
    "fast-check": "src/fast-check.ts",
    vitest: "src/vitest.ts",
  },
  splitting: true,
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  plugins: [withInkFile],
  chunkNames: "shared-[hash]",
});
chmodSync("dist/cli.js", 0o755);
