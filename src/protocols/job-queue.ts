import type { Delay } from "../kernel/time.js";
import { type ProgramProcess, program } from "../node/process.js";
import type { ProgramContext } from "../node/program-context.js";

/*
 * A job queue as three stories: a broker that remembers jobs, workers that carry them out, and a ledger of what was
 * done. Messages get lost and nodes crash, so that the broker hands a job out until it hears that it is done, and the
 * ledger must know a job when it sees it again: at least once, times idempotence, makes once.
 */

export type BrokerRequest =
  | { readonly kind: "submit"; readonly job: string }
  | { readonly kind: "take" }
  | { readonly kind: "done"; readonly job: string };

export interface LedgerRequest {
  readonly kind: "enter";
  readonly job: string;
}

export interface BrokerState {
  /** Jobs that were accepted and are not known to be done, the next one first. */
  open: readonly string[];
}

export interface LedgerState {
  /** How often each job was carried out. */
  readonly times: Record<string, number>;
  /** The jobs that were carried out more than once. */
  readonly twice: string[];
}

/** Accepts jobs and hands them out. Without `durable` it accepts them before they are on the disk. */
export function jobBroker({ durable = true } = {}): ProgramProcess<BrokerState, BrokerRequest> {
  return program<BrokerState, BrokerRequest>(
    async (cx) => {
      const note = (entry: BrokerRequest) => {
        if (entry.kind === "submit") cx.state.open = [...cx.state.open, entry.job];
        if (entry.kind === "done") cx.state.open = cx.state.open.filter((job) => job !== entry.job);
      };
      for (const entry of await readRecords(cx, "journal")) note(entry as BrokerRequest);
      for await (const incoming of cx.inbox) {
        if (incoming.kind !== "request") continue;
        if (incoming.body.kind === "take") {
          const [job, ...others] = cx.state.open;
          if (job === undefined) {
            incoming.refuse("there is nothing to do");
          } else {
            // Whoever takes it may never come back with it: then it is handed out again, after all others.
            cx.state.open = [...others, job];
            incoming.answer(job);
          }
        } else {
          if ((await cx.disk.append("journal", incoming.body)) === "full") {
            incoming.refuse("its disk is full");
            continue;
          }
          if (durable) await cx.disk.sync();
          note(incoming.body);
          incoming.answer(incoming.body.job);
        }
      }
    },
    { state: () => ({ open: [] }), summary: ({ open }) => [`${open.length} open`] },
  );
}

/** Writes down what was carried out. Without `once` it does not notice that a job comes a second time. */
export function jobLedger({ once = true } = {}): ProgramProcess<LedgerState, LedgerRequest> {
  return program<LedgerState, LedgerRequest>(
    async (cx) => {
      const { times, twice } = cx.state;
      const enter = (job: string) => {
        times[job] = (times[job] ?? 0) + 1;
        if (times[job] === 2) twice.push(job);
      };
      for (const job of await readRecords(cx, "book")) enter(job as string);
      for await (const incoming of cx.inbox) {
        if (incoming.kind !== "request") continue;
        const { job } = incoming.body;
        if (!once || times[job] === undefined) {
          if ((await cx.disk.append("book", job)) === "full") {
            incoming.refuse("its disk is full");
            continue;
          }
          await cx.disk.sync();
          enter(job);
        }
        incoming.answer(job);
      }
    },
    { state: () => ({ times: {}, twice: [] }), summary: ({ times }) => [`${Object.keys(times).length} done`] },
  );
}

/** Takes jobs from the node `broker` and enters them with the node `ledger`, for ever. */
export function jobWorker({ work = "5ms", timeout = "200ms" }: { work?: Delay; timeout?: Delay } = {}) {
  return program(async (cx) => {
    for (;;) {
      const taken = await cx.request<string>("broker", { kind: "take" }, { timeout });
      if (taken.kind !== "ok") {
        await cx.sleep(cx.random.int(10_000, 50_000));
        continue;
      }
      await cx.work(work);
      const entered = await cx.request("ledger", { kind: "enter", job: taken.value }, { timeout });
      if (entered.kind === "ok") await cx.request("broker", { kind: "done", job: taken.value }, { timeout });
    }
  });
}

/** The jobs that were carried out more than once. */
export function doneTwice({ twice }: LedgerState): readonly string[] {
  return twice;
}

async function readRecords(cx: Pick<ProgramContext, "disk" | "fail">, file: string): Promise<readonly unknown[]> {
  for (;;) {
    const reading = await cx.disk.read(file);
    if (reading.kind === "unreadable") continue;
    const { damage, records } = reading;
    if (damage === null) return records;
    if (damage.cause === "flipped") return cx.fail(`its ${file} is damaged`);
    // A torn record was never synced, and nobody was told of it.
    await cx.disk.truncate(file, damage.at);
    return records;
  }
}
