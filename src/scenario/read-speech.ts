import type { Field } from "./field.js";
import type { HttpRequest, HttpResponse, HttpWork } from "./http.js";
import type { Reading } from "./reading.js";
import type { SocketWork } from "./socket.js";

/** How clients speak HTTP, with its defaults filled in. */
export interface HttpPlan extends Required<HttpWork<unknown>> {
  readonly kind: "http";
}

/** How clients speak over sockets. */
export interface SocketPlan extends SocketWork {
  readonly kind: "socket";
}

export type SpeechPlan = HttpPlan | SocketPlan;

/** How the clients of a workload speak over connections; null where nodes serve requests as they are. */
export function readSpeech(workload: Field): SpeechPlan | null {
  const [http, socket] = [workload.at("http"), workload.at("socket")];
  if (socket.isMissing) return http.isMissing ? null : readHttp(http);
  if (!http.isMissing) socket.refuse("cannot stand beside http: clients speak one or the other");
  return readSocket(socket);
}

function readHttp(field: Field): HttpPlan | null {
  if (!field.isObject(["port", "send", "read"])) return null;
  const [send, read] = [field.at("send"), field.at("read")];
  if (!send.isMissing) send.function("(request) => message");
  if (!read.isMissing) read.function("(response, request) => { outcome, result }");
  return {
    kind: "http",
    port: readPort(field),
    send: (send.value as HttpPlan["send"] | undefined) ?? ((request) => request as HttpRequest),
    read: (read.value as HttpPlan["read"] | undefined) ?? readPlainly,
  };
}

function readSocket(field: Field): SocketPlan | null {
  if (!field.isObject(["port", "send", "read"])) return null;
  const [send, read] = [field.at("send"), field.at("read")];
  send.function("(request) => text or bytes");
  read.function("(received, request) => { outcome, result }, or undefined where more has to come");
  return {
    kind: "socket",
    port: readPort(field),
    send: send.value as SocketPlan["send"],
    read: read.value as SocketPlan["read"],
  };
}

function readPort(field: Field): number {
  return field.at("port").integer(1, 65_535);
}

function readPlainly(response: HttpResponse): Reading {
  return response.status < 500 ? { outcome: "ok", result: response } : { outcome: "unknown" };
}
