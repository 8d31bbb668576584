import { spawn } from "node:child_process";
import { resolve } from "node:path";

const command = resolve("dist/cli.js");

/** How a command ended, and what it printed. */
export interface Result {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a user does, in a folder, and presses Ctrl-C once something is on its stderr. */
export function simIn(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  interruptAt?: RegExp,
  input?: string,
): Promise<Result> {
  return new Promise((done) => {
    const plain = { SIM_SEED: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined, COLUMNS: undefined };
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: { ...process.env, ...plain, ...env },
    });
    const printed = { out: "", err: "" };
    child.stdout.on("data", (chunk) => {
      printed.out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      printed.err += chunk;
      if (interruptAt?.test(printed.err) && !child.killed) child.kill("SIGINT");
    });
    if (input !== undefined) child.stdin.end(input);
    child.on("close", (exitCode) => done({ exitCode, ...printed }));
  });
}
