import { describe, expect, test } from "vitest";
import { Screen, type ScreenOptions } from "../../src/tui/screen.js";
import { FakeTerminal, painted } from "./terminal.js";

function opened(columns = 20, rows = 5, options: ScreenOptions = {}) {
  const terminal = new FakeTerminal(columns, rows);
  const screen = new Screen(terminal, options);
  return { terminal, screen };
}

async function show(screen: Screen, ...lines: string[]): Promise<void> {
  screen.write(lines.join("\n"));
  await painted();
}

describe("a screen", () => {
  test("shows a frame in the alternate buffer, without a cursor, and gives the terminal back as it was", async () => {
    const { terminal, screen } = opened();
    terminal.write("one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix\r\nseven");
    const before = await terminal.scrollback();
    screen.enter();
    await show(screen, "head", "", "foot");
    expect(await terminal.seen()).toEqual(["head", "", "foot", "", ""]);
    expect(terminal.xterm.buffer.active.type).toBe("alternate");
    for (let step = 0; step < 50; step++) await show(screen, `head ${step}`, ...Array(30).fill(`row ${step}`));
    screen.leave();
    expect(await terminal.scrollback()).toEqual(before);
    expect(terminal.xterm.buffer.active.type).toBe("normal");
    expect(terminal.xterm.buffer.active.cursorX).toBe("seven".length);
    expect(terminal.writes.join("")).not.toContain("\u001b[3J");
  });

  test("writes the lines that have changed, and no others, in one synchronised update", async () => {
    const { terminal, screen } = opened();
    screen.enter();
    await show(screen, "head 1", "same", "foot");
    terminal.writes.length = 0;
    await show(screen, "head 2", "same", "foot");
    expect(terminal.writes).toEqual(["\u001b[?2026h\u001b[1;1H\u001b[Khead 2\u001b[0m\u001b[?2026l"]);
    expect(await terminal.seen()).toEqual(["head 2", "same", "foot", "", ""]);
    terminal.writes.length = 0;
    await show(screen, "head 2", "same", "foot");
    expect(terminal.writes).toEqual([]);
  });

  test("paints once for all that is written in a turn of the event loop", async () => {
    const { terminal, screen } = opened();
    screen.enter();
    await painted();
    terminal.writes.length = 0;
    for (let step = 0; step <= 100; step++) screen.write(`step ${step}`);
    await painted();
    expect(terminal.writes).toHaveLength(1);
    expect((await terminal.seen())[0]).toBe("step 100");
  });

  test("leaves nothing of a longer line, a taller frame or a colour behind", async () => {
    const { terminal, screen } = opened();
    screen.enter();
    await show(screen, "\u001b[31ma long red line", "second", "third");
    await show(screen, "short");
    expect(await terminal.seen()).toEqual(["short", "", "", "", ""]);
    expect(terminal.xterm.buffer.active.getLine(0)?.getCell(0)?.isFgDefault()).toBe(true);
  });

  test("cuts what does not fit, and fills the last column of the last row without scrolling", async () => {
    const { terminal, screen } = opened(6, 3);
    screen.enter();
    await show(screen, "abcdefghij", "abcdef", "uvwxyz", "below");
    expect(await terminal.seen()).toEqual(["abcdej", "abcdef", "uvwxyz"]);
  });

  test("paints all of it again when the terminal changes its size, and tells those who lay it out", async () => {
    const { terminal, screen } = opened(20, 5);
    const sizes: number[][] = [];
    screen.on("resize", () => {
      sizes.push([screen.columns, screen.rows]);
      screen.write(Array.from({ length: screen.rows }, (_, row) => `row ${row} of ${screen.rows}`).join("\n"));
    });
    screen.enter();
    await show(screen, "a", "b", "c", "d", "e");
    terminal.resize(10, 3);
    await painted();
    expect(await terminal.seen()).toEqual(["row 0 of 3", "row 1 of 3", "row 2 of 3"]);
    terminal.resize(30, 4);
    await painted();
    expect(await terminal.seen()).toEqual(["row 0 of 4", "row 1 of 4", "row 2 of 4", "row 3 of 4"]);
    expect(sizes).toEqual([
      [10, 3],
      [30, 4],
    ]);
    screen.leave();
    terminal.resize(20, 5);
    await painted();
    expect(sizes).toHaveLength(2);
  });

  test("puts the body over the frame, as it is when the screen is painted", async () => {
    let step = 1;
    const { terminal, screen } = opened(20, 5, {
      body: () => ({ top: 1, lines: [`step ${step}`, "", "last", "x", "y"] }),
    });
    screen.enter();
    await show(screen, "head", "hidden", "hidden", "", "hidden");
    expect(await terminal.seen()).toEqual(["head", "step 1", "", "last", "x"]);
    step = 2;
    screen.refresh();
    await painted();
    expect((await terminal.seen())[1]).toBe("step 2");
  });

  test("does not let switches of modes, or nothing at all, pass for a frame", async () => {
    const { terminal, screen } = opened();
    screen.enter();
    await show(screen, "frame");
    terminal.writes.length = 0;
    screen.write("\u001b[?25h");
    screen.write("");
    await painted();
    expect(terminal.writes).toEqual([]);
  });

  test("enters and leaves once, however often it is told to, and can be entered again", async () => {
    const { terminal, screen } = opened();
    screen.leave();
    screen.enter();
    screen.enter();
    await show(screen, "frame");
    screen.leave();
    screen.leave();
    const text = terminal.writes.join("");
    expect(text.match(/\?1049h/g)).toHaveLength(1);
    expect(text.match(/\?1049l/g)).toHaveLength(1);
    expect(terminal.listenerCount("resize")).toBe(0);
    await show(screen, "not shown");
    screen.enter();
    await painted();
    expect((await terminal.seen())[0]).toBe("not shown");
    screen.leave();
    await terminal.seen();
    expect(terminal.xterm.buffer.active.type).toBe("normal");
  });

  test("reports the mouse when it is asked to, and gives it back", async () => {
    const { terminal, screen } = opened();
    screen.enter();
    screen.reportsMouse = true;
    await terminal.seen();
    expect(terminal.xterm.modes.mouseTrackingMode).toBe("vt200");
    screen.leave();
    await terminal.seen();
    expect(terminal.xterm.modes.mouseTrackingMode).toBe("none");
  });

  test("hands over what painting has thrown", async () => {
    const thrown: unknown[] = [];
    const { screen } = opened(20, 5, {
      body: () => {
        throw new Error("a pane");
      },
      failed: (error) => thrown.push(error),
    });
    screen.enter();
    await painted();
    expect(thrown).toEqual([new Error("a pane")]);
  });

  test("takes a usual size where the terminal tells none", () => {
    const { screen } = opened(2, 2);
    expect([screen.columns, screen.rows]).toEqual([2, 2]);
    const silent = new Screen({ write: () => true, on: () => {}, off: () => {} });
    expect([silent.columns, silent.rows]).toEqual([80, 24]);
  });
});
