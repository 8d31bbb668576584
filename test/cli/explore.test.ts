import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { counterStore, run } from "faultline";
import { afterAll, describe, expect, test } from "vitest";
import clockSkew from "../../scenarios/clock-skew.js";
import type { Capsule } from "../../src/hunt/capsule.js";
import type { Edit } from "../../src/simulation/edits.js";
import type { Report } from "../../src/simulation/report.js";
import { hasTmux, Tmux } from "./tmux.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "explore-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const command = resolve("dist/cli.js");

/** The lock of the scenario without what makes it safe. */
writeFileSync(
  join(folder, "unsafe.ts"),
  `import { counterStore } from "faultline";
import clockSkew from ${JSON.stringify(resolve("scenarios/clock-skew.js"))};
export default { ...clockSkew, title: "unsafe", nodes: { ...clockSkew.nodes, store: counterStore({ fencing: false }) } };
`,
);
const unsafe = {
  ...clockSkew,
  title: "unsafe",
  nodes: { ...clockSkew.nodes, store: counterStore({ fencing: false }) },
};
const withoutPauses: readonly Edit[] = [{ kind: "remove fault", row: 0 }];

/** A seed with which it fails, but does not without the row of faults that pauses whoever holds the lock. */
async function tellingSeed(): Promise<{ seed: string; failed: Report; mended: Report; step: number }> {
  for (let number = 1; number <= 200; number++) {
    const seed = String(number);
    const failed = await run(unsafe, { seed });
    const step = failed.properties.find(({ verdict }) => verdict === "violated")?.step ?? null;
    if (failed.verdict !== "failed" || step === null) continue;
    const mended = await run(unsafe, { seed, edits: withoutPauses });
    if (mended.verdict === "passed") return { seed, failed, mended, step };
  }
  throw new Error("no seed tells");
}
const { seed, failed, mended, step } = await tellingSeed();

function sim(...args: string[]): { readonly exitCode: number | null; readonly out: string; readonly err: string } {
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  return { exitCode: status, out: stdout, err: stderr };
}

/** What is in the files that were kept. */
function kept(): readonly { readonly path: string; readonly capsule: Capsule }[] {
  const paths = readdirSync(join(folder, "kept")).map((name) => join("kept", name));
  return paths.map((path) => ({ path, capsule: JSON.parse(readFileSync(join(folder, path), "utf8")) }));
}

describe.skipIf(!hasTmux)("sim explore, at a terminal (needs tmux)", () => {
  /** Opens an explorer in a shell that has printed some lines before. */
  async function opened(args: string, use: (tmux: Tmux, pid: number) => Promise<void>, setting = ""): Promise<void> {
    await shell(async (tmux) => {
      await tmux.run(`${setting} sh -c 'echo $$ > pid; exec node ${command} explore ${args}'`);
      await tmux.until((screen) => /q quit *$/m.test(screen));
      await use(tmux, Number(readFileSync(join(folder, "pid"), "utf8")));
    });
  }

  async function shell(use: (tmux: Tmux) => Promise<void>): Promise<void> {
    const tmux = new Tmux(folder);
    try {
      await tmux.until((screen) => /^[#$]/.test(screen));
      await tmux.run("for line in $(seq 1 60); do echo line $line; done");
      await tmux.until((screen) => screen.includes("line 60\n"));
      await use(tmux);
    } finally {
      tmux.close();
    }
  }

  /** Waits until the shell has the terminal, and looks whether it is as it was; and with which code the command ended. */
  async function isSane(tmux: Tmux, exitCode: number): Promise<void> {
    await tmux.until(() => !tmux.state().alternate);
    await tmux.run('echo "left with $?"; stty -a | tr " ;" "\\n\\n" | grep -x -e -icanon -e -echo; echo all');
    const screen = await tmux.until((text) => /^all$/m.test(text), "-S", "-");
    expect(tmux.state()).toEqual({ alternate: false, cursor: true });
    expect(screen).toContain(`left with ${exitCode}\n`);
    expect(screen).not.toMatch(/^-(icanon|echo)$/m);
    // Each line that was there before is there still, and once; and nothing of the explorer is left.
    const lines = [...screen.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number));
    expect(lines).toEqual(Array.from({ length: 60 }, (_, place) => place + 1));
    expect(screen).not.toContain("q quit");
  }

  /** All that is not plain on the screen, by its codes. */
  const colourCodes = (tmux: Tmux) => {
    const sequences = tmux.capture("-e").split("\u001b[").slice(1);
    const codes = sequences.flatMap((text) => (/^[\d;]*(?=m)/.exec(text)?.[0] ?? "").split(";"));
    return [...new Set(codes)].filter((code) => Number(code) > 0);
  };
  const header = (screen: string) => screen.split("\n")[0];
  const isAt = (place: number) => (screen: string) => header(screen).includes(`step ${place} of`);

  test("from the violation back to its cause, to a branch without it, to a capsule that plays it again", async () => {
    await opened(`--seed ${seed} --capsules kept unsafe.ts`, async (tmux) => {
      expect(header(tmux.capture())).toContain(`failed  step ${step} of ${failed.events - 1}`);
      tmux.keys("F");
      expect(await tmux.until((screen) => !isAt(step)(screen))).toContain("pause holder");
      tmux.keys("x");
      await tmux.until((screen) => /^> without the fault pause holder/m.test(screen));
      tmux.keys("Enter");
      const branch = await tmux.until((screen) => header(screen).includes("[1 edited]"));
      expect(header(branch)).toContain("passed");
      expect(header(branch)).toContain(`of ${mended.events - 1}`);
      tmux.keys("W");
      await tmux.until((screen) => screen.includes("kept: sim replay kept/"));
      tmux.keys("u");
      await tmux.until((screen) => header(screen).includes("failed"));
      tmux.keys("q");
      await isSane(tmux, 0);
    });
    const [{ path, capsule }] = kept();
    expect(capsule).toMatchObject({ edits: withoutPauses, digest: mended.digest, verdict: "passed", seed });
    const { exitCode, out, err } = sim("replay", "--json", path);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({ digest: mended.digest, edits: withoutPauses, look: null });
    await opened(path, async (tmux) => {
      expect(header(tmux.capture())).toContain("[1 edited]");
      expect(tmux.capture()).not.toContain("any more");
      tmux.keys("C-c");
      await isSane(tmux, 130);
    });
  });

  test("leaves the terminal as it was when it is ended by a signal, as others see", async () => {
    await opened(`--seed ${seed} unsafe.ts`, async (tmux, pid) => {
      process.kill(pid, "SIGTERM");
      await isSane(tmux, 128 + 15);
    });
  });

  test("fills the terminal when it changes its size", async () => {
    await opened(`--seed ${seed} --step 7 unsafe.ts`, async (tmux) => {
      for (const [columns, rows] of [
        [80, 24],
        [150, 45],
        [100, 30],
      ]) {
        tmux.resize(columns, rows);
        const screen = await tmux.until((text) => {
          const lines = text.split("\n");
          return /q quit *$/.test(lines[rows - 1] ?? "") && isAt(7)(text);
        });
        expect(screen.match(/q quit/g)).toHaveLength(1);
        expect(screen.match(/step 7 of/g)).toHaveLength(1);
      }
      tmux.keys("q");
      await tmux.until(() => !tmux.state().alternate);
    });
  });

  test("is suspended and comes back, as any other", async () => {
    await opened(`--seed ${seed} --step 7 unsafe.ts`, async (tmux) => {
      tmux.keys("j", "C-z");
      await tmux.until(() => !tmux.state().alternate);
      await tmux.run("echo here; fg");
      await tmux.until(isAt(8));
      expect(tmux.state()).toEqual({ alternate: true, cursor: false });
      tmux.keys("j");
      await tmux.until(isAt(9));
      tmux.keys("q");
      await isSane(tmux, 0);
    });
  });

  test("shows itself in CI, and without colours where none are wanted", async () => {
    await opened(
      `--seed ${seed} unsafe.ts`,
      async (tmux) => {
        expect(colourCodes(tmux)).toContain("31");
        tmux.keys("q");
        await tmux.until(() => !tmux.state().alternate);
      },
      "CI=1",
    );
    await opened(
      `--seed ${seed} unsafe.ts`,
      async (tmux) => {
        tmux.keys("w");
        await tmux.until((screen) => screen.includes("Why step"));
        expect(colourCodes(tmux)).toEqual([]);
        tmux.keys("Escape", "q");
        await tmux.until(() => !tmux.state().alternate);
      },
      "NO_COLOR=1",
    );
  });

  test("keeps saying that the scenario has changed since a run was kept, and from where on it is another run", async () => {
    const text = readFileSync(join(folder, "unsafe.ts"), "utf8");
    writeFileSync(join(folder, "changing.ts"), text);
    sim("run", "--seed", seed, "--capsules", "changed", "changing.ts");
    writeFileSync(
      join(folder, "changing.ts"),
      text.replace("...clockSkew,", "...clockSkew, faults: clockSkew.faults.slice(1),"),
    );
    await opened(`changed/changing-${seed}.json`, async (tmux) => {
      const notice =
        /^! not the run that was kept any more: another one from somewhere between step \d+ and step \d+ on \(code was/m;
      expect(tmux.capture()).toMatch(notice);
      tmux.keys("g", "j");
      expect(await tmux.until(isAt(1))).toMatch(notice);
      tmux.keys("q");
      await isSane(tmux, 0);
    });
  });

  test("ends cleanly when it is interrupted while it records", async () => {
    await shell(async (tmux) => {
      await tmux.run(`node ${command} explore --seed 1 --set duration=100d ${resolve("scenarios/clock-skew.ts")}`);
      await tmux.until((screen) => /^recording \d+ %/m.test(screen));
      tmux.keys("C-c");
      await isSane(tmux, 130);
    });
  });
});

describe("sim explore, without a terminal", () => {
  test("prints steps as text", () => {
    const { exitCode, out, err } = sim("explore", "--seed", seed, "--print", "3..5", "unsafe.ts");
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/)[0]),
    ).toEqual(["3", "4", "5"]);
  });

  test("says where it failed to those who run it, and where to look", () => {
    const { out } = sim("run", "--seed", seed, "--set", "rest=9s", "unsafe.ts");
    expect(out).toContain(`\n  look      sim explore --seed ${seed} --set rest=9s --step ${step} unsafe.ts\n`);
    expect(sim("run", "--seed", seed, resolve("scenarios/clock-skew.ts")).out).not.toContain("sim explore");
  });

  const cases: [name: string, args: string[], says: string | RegExp][] = [
    [
      "no terminal",
      ["unsafe.ts"],
      "sim explore: needs a terminal; as text, steps are printed by: sim explore --print 0..99 unsafe.ts",
    ],
    ["no run", [], "sim: needs the path of a file, as in sim run scenarios/partition.ts"],
    ["a missing scenario", ["--print", "0..1", "missing.ts"], "missing.ts: there is no such file"],
    ["a missing capsule", ["--print", "0..1", "missing.json"], /^missing\.json: it cannot be read/],
    ["steps that are none", ["--print", "1", "unsafe.ts"], /^--print: "1" does not name any steps: .*8100\.\.8130$/],
    [
      "steps the wrong way round",
      ["--print", "9..1", "unsafe.ts"],
      /^--print: "9\.\.1" .*the first step comes before the last$/,
    ],
    [
      "steps behind the end",
      ["--seed", seed, "--print", "0..999999999", "unsafe.ts"],
      `--print: "0..999999999" does not name any steps: the steps are 0 to ${failed.events - 1}`,
    ],
    [
      "a step that is none",
      ["--step", "soon", "unsafe.ts"],
      '--step: "soon" must be the number of a step, as in --step 8121',
    ],
    ["an option twice", ["--step", "1", "--step", "2", "unsafe.ts"], "--step: is given more than once"],
    ["an unknown option", ["--sep", "1", "unsafe.ts"], /^--sep: is no option of this command; did you mean --/],
    [
      "a seed for a capsule",
      ["--seed", "1", "--set", "rest=1s", "--print", "0..1", "x.json"],
      "--seed: does not go with a capsule: x.json has its own\n--set: does not go with a capsule: x.json has its own",
    ],
  ];
  test.each(cases)("refuses %s, in one message", (_name, args, says) => {
    const { exitCode, out, err } = sim("explore", ...args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err.trim()).toMatch(says);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
