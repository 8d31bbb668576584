import { run } from "faultline";
import { afterEach, describe, expect, test } from "vitest";
import jobQueue from "../../scenarios/job-queue.js";
import { Refusal } from "../../src/kernel/refusal.js";
import { landmarksOf } from "../../src/playback/landmarks.js";
import { record as recordRun } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { initial } from "../../src/playback/reduce.js";
import type { View } from "../../src/playback/view.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import type { Edit } from "../../src/simulation/edits.js";
import type { RecordControl } from "../../src/tui/explorer.js";
import { forgetful, forgetfulRun, livelyRun, open } from "../playback/runs.js";
import { Explored } from "./explored.js";
import { painted } from "./terminal.js";

const opened: Explored[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.host.emit("SIGTERM");
});

async function explored(
  view: View,
  ...more: ConstructorParameters<typeof Explored> extends [View, ...infer Rest] ? Rest : never
) {
  const each = new Explored(view, ...more);
  opened.push(each);
  await painted();
  return each;
}

const [violation] = landmarksOf(forgetfulRun).violations;

describe("the explorer", () => {
  test("opens at the violation, with the verdict above and the keys that apply below", async () => {
    const each = await explored(initial(forgetfulRun));
    const lines = await each.terminal.seen();
    expect(lines[0]).toContain(`failed  step ${violation} of`);
    expect(lines.at(-1)).toMatch(/j step .*\? help {3}q quit$/);
    expect(lines.at(-1)).not.toContain("violation");
  });

  test("takes each of several keys that come at once", async () => {
    const each = await explored(open(forgetfulRun, 5));
    await each.type("jjjJkK+");
    expect(await each.step()).toBe(7);
    await each.type("\u001b[B\u001b[B\u001b[A");
    expect(await each.step()).toBe(8);
    await each.type("G");
    expect(await each.step()).toBe(forgetfulRun.length - 1);
    await each.type("gv");
    expect(await each.step()).toBe(violation);
  });

  test("says why a key did nothing, and which key does nothing at all", async () => {
    const each = await explored(open(livelyRun));
    await each.type("u");
    expect(await each.notice()).toBe("this run was not branched from another");
    await each.type("v");
    expect(await each.notice()).toBe("nothing is violated in this run");
    await each.type("Z");
    expect(await each.notice()).toBe("Z does nothing: press ? for help");
  });

  test("searches, goes from match to match, and comes back along the trail", async () => {
    const each = await explored(open(forgetfulRun));
    await each.type('/granted":true\r');
    await each.until((text) => /^\d+ of \d+ steps match/m.test(text));
    const first = await each.step();
    await each.type("n");
    expect(await each.step()).toBeGreaterThan(first);
    await each.type("\u007f");
    expect(await each.step()).toBe(first);
    await each.type("N");
    expect(await each.notice()).toMatch(/before this step$/);
  });

  test("filters, shows the filter, and takes it away", async () => {
    const each = await explored(open(forgetfulRun));
    await each.type("&timer\r");
    await each.until((text) => /steps pass$/m.test(text));
    expect((await each.terminal.seen())[0]).toContain("filter timer");
    expect((await each.terminal.seen()).at(-1)).toContain("& filter");
    await each.type("&", "\u0015\r");
    expect(await each.notice()).toBe("all steps are shown");
  });

  test("reads commands, completes them, recalls them, and leaves a mistake to be mended", async () => {
    const each = await explored(open(forgetfulRun));
    await each.type(":pa\t");
    expect((await each.terminal.seen()).at(-3)).toBe(":pane |");
    const several = await each.type("\t");
    expect(several.at(-4)).toContain("nodes");
    await each.type("nowhere\r");
    expect(await each.notice()).toContain('there is no pane "nowhere"');
    expect((await each.terminal.seen()).at(-3)).toBe(":pane nowhere|");
    await each.type("\u0015", "12\r");
    expect(await each.step()).toBe(12);
    await each.type(":", "\u001b[A");
    expect((await each.terminal.seen()).at(-3)).toBe(":12|");
    await each.escape();
    expect((await each.terminal.seen()).at(-1)).toContain("q quit");
  });

  test("sets a breakpoint and runs on to it", async () => {
    const each = await explored(open(forgetfulRun));
    await each.type("s");
    expect(await each.notice()).toBe("there is no breakpoint");
    await each.type("B", "event fault begins\r", "s");
    await each.until((text) => /^stopped at each fault begins$/m.test(text));
    expect(await each.step()).toBe(forgetfulRun.faults[0].from);
  });

  test("shows all keys and commands, and scrolls them", async () => {
    const each = await explored(open(livelyRun), {}, { size: [60, 24] });
    const first = await each.type("?");
    expect(first[0].trim()).toBe("Steps");
    expect(first.at(-1)).toContain("Esc close");
    const last = (await each.type("G")).map((line) => line.trim());
    expect(last.findLast((line, row) => line !== "" && row < 22)).toContain(":quit");
    await each.type("q");
    expect((await each.terminal.seen())[0]).toContain("step 0 of");
  });

  test("tells why, and goes there", async () => {
    const each = await explored(initial(forgetfulRun));
    const menu = await each.type("w");
    expect(menu.some((line) => line.includes(`Why step ${violation}?`))).toBe(true);
    const [, step] = /^> .*\(step (\d+)\)/.exec(
      menu.find((line) => line.startsWith("> ")) as string,
    ) as RegExpExecArray;
    await each.type("\r");
    expect(await each.step()).toBe(Number(step));
    await each.type("\u007f");
    expect(await each.step()).toBe(violation);
  });

  test("plays, faster and the other way round, and pauses", async () => {
    const each = await explored(open(forgetfulRun));
    await each.type("++++.");
    await each.until((text) => /playing 200\/s/.test(text) && !/step 0 of/.test(text));
    await each.type(",");
    await each.until((text) => /this is the first step/.test(text));
    expect(await each.step()).toBe(0);
    await each.type(",", ".", ".");
    expect((await each.terminal.seen())[0]).not.toContain("playing");
  });

  test("shows the commands for what is seen", async () => {
    const each = await explored(open(livelyRun, 3));
    expect((await each.type("jy")).join("\n")).toContain("sim explore --seed 1");
    expect(each.view.position).toBe(4);
  });

  test("keeps saying what is to be said all the time", async () => {
    const each = await explored(open(livelyRun), {}, { standing: "the scenario has changed" });
    await each.type("jj", "u");
    expect((await each.terminal.seen()).at(-3)).toBe("! the scenario has changed");
  });

  test.each([100, 180])("goes to the step that is clicked, on %d columns", async (columns) => {
    const each = await explored(open(livelyRun, 50), {}, { size: [columns, 40] });
    const lines = await each.type("t");
    const rows = lines.flatMap((line, row) => (/^[ \W]{4} *(\d+) /.test(line) ? [row] : []));
    const shown = rows.map((row) => Number(/\d+/.exec(lines[row])?.[0]));
    expect(shown.length).toBeGreaterThan(10);
    for (const place of [0, shown.length - 1]) {
      await each.type(":50\r", `\u001b[<0;5;${rows[place] + 1}M`);
      expect(await each.step()).toBe(shown[place]);
    }
    await each.type("\u001b[<0;5;1M", "\u001b[<0;5;39M", "\u001b[<0;5;35M");
    expect(await each.step()).toBe(shown.at(-1));
  });

  test("moves with the wheel once it is asked to", async () => {
    const each = await explored(open(livelyRun));
    await each.type("t", "\u001b[<65;1;1M");
    expect(each.terminal.xterm.modes.mouseTrackingMode).toBe("vt200");
    expect(await each.step()).toBe(3);
    await each.type("t");
    await each.terminal.seen();
    expect(each.terminal.xterm.modes.mouseTrackingMode).toBe("none");
  });

  test("lays itself out anew when the terminal changes its size, however small it gets", async () => {
    const each = await explored(open(livelyRun));
    for (const [columns, rows] of [
      [60, 20],
      [30, 8],
      [3, 1],
      [200, 60],
      [100, 40],
    ]) {
      each.terminal.resize(columns, rows);
      await painted();
      const lines = await each.terminal.seen();
      if (columns >= 60) expect(lines.at(-1)).toMatch(/q quit$/);
      if (columns === 30) expect(lines.join(" ")).toContain("terminal too small");
      expect(lines).toHaveLength(rows);
    }
  });

  test("shows nothing but ASCII where that is asked for", async () => {
    const each = await explored(initial(forgetfulRun), {}, { ascii: true });
    await each.type("c", "=", "w", "j");
    await each.escape();
    await each.type("x");
    await each.escape();
    await each.type("?", "G", "q", ":d\t", "\u0015", "😀");
    const written = each.terminal.writes.join("").replaceAll("\u001b", "");
    expect(written.match(/[^\x20-\x7e]/gu)?.join("") ?? "").toBe("");
  });
});

describe("what if", () => {
  /** Records branches at once, or when told to. */
  function recorder() {
    const asked: {
      seed: string;
      edits: readonly Edit[];
      control: RecordControl;
      finish: () => void;
      fail: (thrown: unknown) => void;
    }[] = [];
    const record = (seed: string, edits: readonly Edit[], control: RecordControl) =>
      new Promise<Recording | null>((resolve, reject) => {
        const finish = () => resolve(control.isUnwanted() ? null : recordRun(forgetful, { seed, edits }));
        asked.push({ seed, edits, control, finish, fail: reject });
      });
    return { asked, record };
  }

  test("branches without a fault, shows the branch's verdict, keeps it, and comes back", async () => {
    const { asked, record } = recorder();
    const saved: [Recording, string][] = [];
    const save = (recording: Recording, path: string) => {
      saved.push([recording, path]);
      return "kept: sim replay branch.json";
    };
    const each = await explored(initial(forgetfulRun), { record, save });
    const menu = await each.type("x");
    const items = menu.slice(menu.findIndex((line) => line.includes("What if")) + 1);
    const wanted = items.findIndex((line) => line.includes("without the fault crash leader"));
    await each.type("j".repeat(wanted), "\r");
    expect(asked.map(({ seed, edits }) => ({ seed, edits }))).toEqual([
      { seed: "3", edits: [{ kind: "remove fault", row: 0 }] },
    ]);
    expect(await each.notice()).toBe("playing it again … 0 % (Esc stops it)");
    asked[0].control.told(0.42);
    await painted();
    expect(await each.notice()).toBe("playing it again … 42 % (Esc stops it)");
    asked[0].finish();
    await each.until((text) => text.includes("[1 edited]"));
    expect((await each.terminal.seen())[0]).not.toContain("failed");
    expect((await each.terminal.seen()).at(-1)).toMatch(/u up.*W keep/);
    await each.type("W");
    expect(await each.notice()).toBe("kept: sim replay branch.json");
    expect(saved.map(([{ edits }, path]) => [edits, path])).toEqual([[[{ kind: "remove fault", row: 0 }], ""]]);
    await each.type("u");
    expect(await each.step()).toBe(violation);
    expect((await each.terminal.seen())[0]).toContain("failed");
  });

  test("what is typed meanwhile is meant for the branch", async () => {
    const { asked, record } = recorder();
    const each = await explored(initial(forgetfulRun), { record });
    await each.type(":remove 0\r", "g", "jj");
    expect(await each.step()).toBe(violation);
    asked[0].finish();
    await each.until((text) => text.includes("[1 edited]"));
    expect(await each.step()).toBe(2);
  });

  test("Esc stops it", async () => {
    const { asked, record } = recorder();
    const each = await explored(initial(forgetfulRun), { record });
    await each.type(":remove 0\r", "g");
    await each.escape();
    expect(await each.notice()).toBe("playing it again: stopped");
    expect(asked[0].control.isUnwanted()).toBe(true);
    asked[0].finish();
    await each.type("j", "k", "k");
    expect(await each.step()).toBe(Math.min(violation, forgetfulRun.length - 2) - 1);
  });

  test("a branch of async programs is the run that it is without an explorer", async () => {
    const form = jobQueue as unknown as Scenario;
    const edits: readonly Edit[] = [{ kind: "remove fault", row: 0 }];
    const record = (seed: string, asked: readonly Edit[], { told }: RecordControl) =>
      recordRun(form, { seed, edits: asked, onProgress: (_events, atUs) => told(atUs / 1e9) });
    const each = await explored(initial(await recordRun(form, { seed: "1" })), { record });
    await each.type(":remove 0\r", "y");
    await each.until((text) => text.includes("To show and play this again"));
    const { digest } = await run(form, { seed: "1", edits });
    expect(each.view.recording.report).toMatchObject({ digest, edits });
  });

  test("a run that cannot be played is told of, on one line", async () => {
    const { asked, record } = recorder();
    const each = await explored(initial(forgetfulRun), { record });
    await each.type(":remove 0\r");
    asked[0].fail(
      new Refusal([
        { path: "always", problem: "threw" },
        { path: "faults", problem: "are none" },
      ]),
    );
    await each.until((text) => text.includes("cannot be played"));
    expect(await each.notice()).toBe("that run cannot be played: always: threw; faults: are none");
  });

  test("what is refused outside is told of", async () => {
    const refuse = () => {
      throw new Refusal([{ path: "x.json", problem: "there is a file already" }]);
    };
    const each = await explored(open(livelyRun), { save: refuse, export: refuse });
    await each.type(":save x.json\r");
    expect(await each.notice()).toBe("x.json: there is a file already");
    await each.type("ej\r", "\r");
    expect(await each.notice()).toBe("x.json: there is a file already");
  });
});

describe("the terminal is given back", () => {
  const isBack = async (each: Explored) => {
    await each.terminal.seen();
    expect(each.terminal.xterm.buffer.active.type).toBe("normal");
    expect(each.keyboard).toMatchObject({ raw: false, flowing: false });
    expect(each.host.eventNames().filter((name) => each.host.listenerCount(name) > 0)).toEqual([]);
    expect(["data", "end"].map((name) => each.keyboard.listenerCount(name))).toEqual([0, 0]);
    expect(each.terminal.listenerCount("resize")).toBe(0);
  };

  test.each<[by: string, keys: string, ending: string]>([
    ["q", "q", "quit"],
    [":quit", ":quit\r", "quit"],
    ["Ctrl-C", "\u0003", "interrupted"],
  ])("by %s", async (_by, keys, ending) => {
    const each = await explored(open(livelyRun));
    expect(each.keyboard).toMatchObject({ raw: true, flowing: true });
    each.keyboard.send(keys);
    expect(await each.left).toBe(ending);
    await isBack(each);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s", async (signal) => {
    const each = await explored(open(livelyRun));
    each.host.emit(signal, signal);
    expect(await each.left).toEqual({ signal });
    await isBack(each);
  });

  test("when the keyboard is gone", async () => {
    const each = await explored(open(livelyRun));
    each.keyboard.emit("end");
    expect(await each.left).toEqual({ signal: "SIGHUP" });
    await isBack(each);
  });

  test("when the process ends by itself", async () => {
    const each = await explored(open(livelyRun));
    each.host.emit("exit", 0);
    await each.terminal.seen();
    expect(each.terminal.xterm.buffer.active.type).toBe("normal");
    expect(each.keyboard).toMatchObject({ raw: false });
  });

  test("when a pane throws", async () => {
    const broken = Object.assign(Object.create(livelyRun), {
      atUs(step: number) {
        if (step === 2) throw new Error("a pane is broken");
        return livelyRun.atUs(step);
      },
    });
    const each = await explored(open(Object.assign(broken, { stepAt: (step: number) => livelyRun.stepAt(step) }), 900));
    each.keyboard.send("g");
    await expect(each.left).rejects.toThrow("a pane is broken");
    await isBack(each);
  });

  test("when a component throws", async () => {
    const each = await explored(open(livelyRun), {}, { standing: Symbol("no text") as never });
    await expect(each.left).rejects.toThrow(TypeError);
    await isBack(each);
  });

  test("when a key's work throws", async () => {
    const commands = () => {
      throw new Error("a key is broken");
    };
    const each = await explored(open(livelyRun), { commands });
    each.keyboard.send("y");
    await expect(each.left).rejects.toThrow("a key is broken");
    await isBack(each);
  });

  test("when anything else throws", async () => {
    const each = await explored(open(livelyRun));
    each.host.emit("uncaughtException", new Error("from elsewhere"));
    await expect(each.left).rejects.toThrow("from elsewhere");
    await isBack(each);
  });

  test("while it is suspended, and taken again when the shell calls", async () => {
    const each = await explored(open(livelyRun));
    const before = await each.type("jj");
    each.keyboard.send("\u001a");
    await each.terminal.seen();
    expect(each.killed).toEqual([[0, "SIGTSTP"]]);
    expect(each.terminal.xterm.buffer.active.type).toBe("normal");
    expect(each.keyboard).toMatchObject({ raw: false, flowing: false });
    expect(each.host.listenerCount("SIGTSTP")).toBe(0);
    each.host.emit("SIGCONT");
    await painted();
    expect(await each.terminal.seen()).toEqual(before);
    expect(each.terminal.xterm.buffer.active.type).toBe("alternate");
    expect(each.keyboard).toMatchObject({ raw: true, flowing: true });
    expect(each.host.listenerCount("SIGTSTP")).toBe(1);
  });

  test("and taken again by itself where no shell can stop the process", async () => {
    const each = await explored(open(livelyRun));
    each.keyboard.send("\u001a");
    await each.until(() => each.keyboard.raw);
    expect(await each.step()).toBe(0);
  });
});
