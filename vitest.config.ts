import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (name: string) => `${fileURLToPath(new URL("./src/", import.meta.url))}${name}.ts`;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^faultline$/, replacement: source("index") },
      { find: /^faultline\/(fast-check|vitest)$/, replacement: source("$1") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/long/**"],
    globalSetup: "test/global-setup.ts",
    testTimeout: 120_000,
    reporters: ["default"],
  },
});
