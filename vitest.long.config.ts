import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    alias: { faultline: new URL("./src/index.ts", import.meta.url).pathname },
    maxWorkers: "100%",
    // As long as it takes.
    testTimeout: 0,
    reporters: ["default", "./test/long/survey-reporter.ts"],
  },
});
