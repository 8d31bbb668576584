import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a program, and prints all that it has seen, and the digest of its run. */
const script = `
  const [library, file] = process.argv.slice(-2);
  const { run, scenario, program } = await import(library);
  const ann = program(file, { inspect: "seen", summary: (seen) => seen });
  const { digest, nodes, errors } = await run(scenario({ title: "probes", duration: "1s", nodes: { ann } }), { seed: 1 });
  console.log(JSON.stringify({ digest, errors, node: nodes[0] }));
`;

interface Seen {
  readonly digest: string;
  readonly errors: readonly unknown[];
  readonly node: { readonly summary: readonly string[]; readonly leaks?: readonly string[] };
}

function seenFrom(folder: string, env: NodeJS.ProcessEnv, flags: readonly string[]): Seen {
  const library = pathToFileURL(`${root}dist/index.js`).href;
  const file = `${root}test/runtime/programs/outside/probes.mjs`;
  const args = [...flags, "--input-type=module", "-e", script, "--", library, file];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

test("nothing that a program can look at or call tells where the simulation runs", () => {
  const here = seenFrom(root, { TZ: "UTC", LANG: "en_US.UTF-8" }, ["--no-warnings"]);
  const there = seenFrom(
    tmpdir(),
    {
      TZ: "Pacific/Auckland",
      LANG: "de_DE.UTF-8",
      LC_ALL: "de_DE.UTF-8",
      HOME: "/nowhere",
      USER: "somebody",
      NODE_ENV: "development",
      FORCE_COLOR: "1",
      COLUMNS: "33",
      NODE_OPTIONS: "--max-old-space-size=512",
    },
    ["--title=other", "--no-warnings"],
  );
  expect(there).toEqual(here);
  expect(here.node.summary.length).toBeGreaterThan(3_000);
  expect([here.errors, here.node.leaks]).toEqual([[], undefined]);
});
