import { freeze } from "../kernel/plain.js";
import { Refusal } from "../kernel/refusal.js";
import type { HttpResponse } from "../runtime/http/message.js";
import { ResponseReader } from "../runtime/http/response-reader.js";
import { writeRequest } from "../runtime/http/write-request.js";
import type { Server } from "../runtime/net/exchange-client.js";
import type { HttpPlan } from "../scenario/read-speech.js";
import { askScenario } from "./ask-scenario.js";
import type { Speech } from "./speech.js";

const [send, read] = ["workload.http.send", "workload.http.read"];

/** Requests and answers are messages of HTTP/1.1. */
export class HttpSpeech implements Speech<HttpResponse> {
  readonly port: number;
  readonly reads: Speech<HttpResponse>["reads"];
  private readonly plan: HttpPlan;

  constructor(plan: HttpPlan) {
    this.plan = plan;
    this.port = plan.port;
    this.reads = {
      path: read,
      value: plan.read,
      must: '{ outcome: "ok", result }, or an outcome "failed" or "unknown"',
    };
  }

  ask(request: unknown, { name, port }: Server) {
    const message = askScenario(send, this.plan.send, () => this.plan.send(request));
    const bytes = writeRequest(message, `${name}:${port}`);
    if (typeof bytes !== "string") return { bytes, reader: new ResponseReader(message.method) };
    throw new Refusal([{ path: send, value: message, problem: `is no http request: ${bytes}` }]);
  }

  readingOf(answer: HttpResponse, request: unknown): unknown {
    return askScenario(read, this.plan.read, () => this.plan.read(freeze(answer), request));
  }

  /** Nobody knows what an answer on such a connection would belong to. */
  keepsUnasked(): boolean {
    return false;
  }
}
