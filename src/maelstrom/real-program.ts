import { codeOf } from "../runtime/code.js";
import type { Terminal } from "../runtime/realm-host.js";
import { RealmRunner } from "../runtime/realm-runner.js";
import type { LineProgram } from "./line-program.js";

/** A real program, unmodified, in JavaScript or TypeScript: lines are read on stdin and printed to stdout. */
export function realProgram(file: string, args: readonly string[] = []): LineProgram {
  const code = codeOf(file);
  return {
    runner(machine, host, output) {
      let give: ((text: string) => void) | null = null;
      let unread: string[] = [];
      const terminal: Terminal = {
        attach(giveText) {
          give = giveText;
          for (const text of unread) give(text);
          unread = [];
        },
        print: (stream, line) => (stream === "stdout" ? output.print(line) : output.note(line)),
      };
      const runner = new RealmRunner(machine, host, code, { args, stdin: terminal });
      const boot = runner.boot.bind(runner);
      return Object.assign(runner, {
        boot() {
          give = null;
          unread = [];
          boot();
        },
        receive(line: string) {
          runner.reached(() => {
            if (give === null) unread.push(`${line}\n`);
            else give(`${line}\n`);
          });
        },
      });
    },
  };
}
