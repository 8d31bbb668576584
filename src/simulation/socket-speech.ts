import { LimitReached } from "../kernel/limits.js";
import { canonical } from "../kernel/plain.js";
import { Refusal } from "../kernel/refusal.js";
import type { AnswerReader } from "../runtime/net/exchange-client.js";
import { Received } from "../runtime/net/received.js";
import { noBytes } from "../runtime/net/segment.js";
import type { SocketPlan } from "../scenario/read-speech.js";
import { askScenario } from "./ask-scenario.js";
import type { Speech } from "./speech.js";

const [send, read] = ["workload.socket.send", "workload.socket.read"];

/** What the scenario has made of what arrived. */
interface Answer {
  readonly reading: unknown;
}

/** Requests and answers are what the scenario says: text or bytes. */
export class SocketSpeech implements Speech<Answer> {
  readonly port: number;
  readonly reads: Speech<Answer>["reads"];
  private readonly plan: SocketPlan;
  private readonly mostUnread: number;

  constructor(plan: SocketPlan, mostUnread: number) {
    this.plan = plan;
    this.mostUnread = mostUnread;
    this.port = plan.port;
    const must = '{ outcome: "ok", result }, an outcome "failed" or "unknown", or undefined where more has to come';
    this.reads = { path: read, value: plan.read, must };
  }

  ask(request: unknown) {
    const { plan } = this;
    const sent = askScenario(send, plan.send, () => plan.send(request));
    const ask = (received: Received) => askScenario(read, plan.read, () => plan.read(received, request));
    return { bytes: bytesOf(sent, plan), reader: new SocketReader(ask, (bytes) => this.keepsUnasked(bytes)) };
  }

  readingOf({ reading }: Answer): unknown {
    return reading;
  }

  keepsUnasked(bytes: number): boolean {
    if (bytes <= this.mostUnread) return true;
    throw new LimitReached("unreadBytes", this.mostUnread, `so much has come to a client, and ${read} took no answer`);
  }
}

/** Shows the scenario all that has arrived, until it takes an answer. */
class SocketReader implements AnswerReader<Answer> {
  readonly isBroken = false;
  readonly keepsAlive = true;
  private readonly ask: (received: Received) => unknown;
  private readonly guard: (bytes: number) => void;
  private bytes: Uint8Array = noBytes;

  constructor(ask: (received: Received) => unknown, guard: (bytes: number) => void) {
    this.ask = ask;
    this.guard = guard;
  }

  take(bytes: Uint8Array): Answer | null {
    const all = new Uint8Array(this.bytes.length + bytes.length);
    all.set(this.bytes);
    all.set(bytes, this.bytes.length);
    this.bytes = all;
    const answer = this.read(false);
    if (answer === null) this.guard(all.length);
    return answer;
  }

  end(): Answer | null {
    return this.read(true);
  }

  private read(isEnded: boolean): Answer | null {
    const reading = this.ask(new Received(this.bytes, isEnded));
    return reading === undefined ? null : { reading };
  }
}

/** A copy, so that nobody can change it while it is on its way. */
function bytesOf(sent: unknown, plan: SocketPlan): Uint8Array {
  if (typeof sent === "string" && sent !== "") return new Uint8Array(Buffer.from(sent));
  if (sent instanceof Uint8Array && sent.length > 0) return new Uint8Array(sent);
  const problem = `must give a text or bytes, at least one; it gave ${canonical(sent)}`;
  throw new Refusal([{ path: send, value: plan.send, problem }]);
}
