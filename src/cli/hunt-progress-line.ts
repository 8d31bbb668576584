import type { Tally } from "../hunt/summary.js";
import { huntProgress } from "../reports/hunt-progress.js";

/** How often a terminal is told, and how often a log. */
const terminalMs = 200;
const logMs = 10_000;

/** Tells on standard error how far a hunt has come: one line that is written over, or a new line now and then. */
export class HuntProgressLine {
  private readonly tell: () => void;
  private readonly timer: NodeJS.Timeout;

  constructor(tally: Tally, { of, workers, startMs }: { of: number | null; workers: number; startMs: number }) {
    const { stderr } = process;
    this.tell = () => {
      const { runs, virtualUs, failures, coverage } = tally;
      const elapsedMs = performance.now() - startMs;
      const bugs = { failures: failures.runs, bugs: failures.bugs };
      const progress = { runs, of, elapsedMs, virtualUs, ...bugs, ...coverage, workers };
      if (stderr.isTTY) stderr.write(`\r\u001b[K${huntProgress(progress, Math.max(1, (stderr.columns ?? 80) - 1))}`);
      else stderr.write(`${huntProgress(progress)}\n`);
    };
    this.timer = setInterval(this.tell, stderr.isTTY ? terminalMs : logMs);
  }

  end(): void {
    clearInterval(this.timer);
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }
}
