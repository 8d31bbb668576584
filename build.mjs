// Bundles the command and the library into dist/, sharing their code, so that both are one and the same faultline.
import { chmodSync, rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: "linked",
  chunkNames: "shared-[hash]",
  logLevel: "warning",
});
chmodSync("dist/cli.js", 0o755);
