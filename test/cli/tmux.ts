import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether there is a tmux. Where the tests must run, it is missed by those who need it. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0 || Boolean(process.env.CI);

/** Milliseconds after which what is waited for will not come any more. */
const longestMs = 60_000;

/** A shell in a terminal of its own, as a person has it. */
export class Tmux {
  private readonly folder = mkdtempSync(join(tmpdir(), "tmux-"));
  private readonly cwd: string;

  constructor(cwd: string, columns = 120, rows = 40) {
    this.cwd = cwd;
    this.tmux("-f", "/dev/null", "new-session", "-d", "-x", String(columns), "-y", String(rows), "sh");
    this.tmux("set-option", "-g", "escape-time", "0");
    this.tmux("set-option", "-g", "window-size", "manual");
  }

  /** Types a line at the shell. */
  async run(line: string): Promise<void> {
    this.tmux("send-keys", "-l", line);
    this.keys("Enter");
  }

  /** Presses keys, by tmux's names. */
  keys(...keys: readonly string[]): void {
    this.tmux("send-keys", ...keys);
  }

  resize(columns: number, rows: number): void {
    this.tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** What is on the screen; with `-S -`, and what was scrolled out of it; with `-e`, with its colours. */
  capture(...options: readonly string[]): string {
    return this.tmux("capture-pane", "-p", ...options);
  }

  /** Whether the other buffer is shown, and whether there is a cursor. */
  state(): { readonly alternate: boolean; readonly cursor: boolean } {
    const [alternate, cursor] = this.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").trim().split(" ");
    return { alternate: alternate === "1", cursor: cursor === "1" };
  }

  /** What is on the screen once something holds of it. */
  async until(holds: (screen: string) => boolean, ...options: readonly string[]): Promise<string> {
    const endMs = Date.now() + longestMs;
    for (;;) {
      const screen = this.capture(...options);
      if (holds(screen)) return screen;
      if (Date.now() > endMs) throw new Error(`this never came:\n${screen}`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }

  close(): void {
    try {
      this.tmux("kill-server");
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private tmux(...args: readonly string[]): string {
    // What the tests were started with is none of what a person has.
    const {
      CI: _ci,
      NO_COLOR: _noColor,
      FORCE_COLOR: _forceColor,
      NODE_ENV: _nodeEnv,
      SIM_SEED: _seed,
      LC_ALL: _locale,
      ...own
    } = process.env;
    const env = { ...own, TMUX: "", TMUX_TMPDIR: this.folder, TERM: "xterm-256color", LANG: "C.UTF-8" };
    return execFileSync("tmux", args, { encoding: "utf8", cwd: this.cwd, env });
  }
}
