import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = "test/scenario/mistakes";

test("the compiler refuses each mistake in a form, and says why in the last line", async () => {
  const { stdout } = spawnSync("node_modules/.bin/tsc", ["-p", folder, "--pretty", "false"], { encoding: "utf8" });
  const source = readFileSync(`${folder}/form.ts`, "utf8").split("\n");
  const mistakes = source.flatMap((line, at) =>
    at > 0 && line.startsWith("// ") ? [{ name: line.slice(3), at }] : [],
  );
  const errors = stdout
    .split(/\n(?=\S)/)
    .filter((text) => text !== "")
    .map((text) => {
      const line = Number(/\((\d+),/.exec(text)?.[1]);
      return {
        line,
        text: text
          .trim()
          .split("\n")
          .at(-1)
          ?.trim()
          .replace(/^.*?error TS\d+: /, ""),
      };
    });
  const told = mistakes.map(({ name, at }, index) => {
    const end = mistakes[index + 1]?.at ?? source.length;
    const own = errors.filter(({ line }) => line > at && line <= end);
    return `${name}\n${own.map(({ text }) => `    ${text}`).join("\n") || "    NOT REFUSED"}`;
  });
  expect(told.filter((text) => text.includes("NOT REFUSED"))).toEqual([]);
  expect(errors.length).toBe(mistakes.length);
  await expect(`${told.join("\n")}\n`).toMatchFileSnapshot("mistakes/form.txt");
});
