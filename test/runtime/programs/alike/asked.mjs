// What a program takes for granted of the language and of Node, and asks about.
import cluster from "node:cluster";
import net from "node:net";
import worker from "node:worker_threads";

const say = (...words) => console.log(...words);
say(cluster.isPrimary, cluster.isWorker, worker.isMainThread, worker.threadId, worker.parentPort);
cluster.on("message", () => say("never"));
cluster.once("own", (value) => say("emitted", value));
say(cluster.emit("own", 1), cluster.listenerCount("message"), Object.keys(cluster.workers));
const { port1, port2 } = new worker.MessageChannel();
port2.on("message", (data) => {
  say("posted", data);
  port1.close();
});
port1.postMessage({ a: [1] });

const event = new CustomEvent("named", { detail: 1, cancelable: true });
say(event instanceof Event, event.detail, event.timeStamp <= performance.now(), event.timeStamp >= 0);
const target = new EventTarget();
target.addEventListener("named", (each) => each.preventDefault(), { once: true });
say(target.dispatchEvent(event), event.defaultPrevented);
class Told extends CustomEvent {}
say(new Told("x") instanceof Told, new Told("x") instanceof CustomEvent, event instanceof Told);

const first = new AbortController();
const any = AbortSignal.any([first.signal, AbortSignal.timeout(30)]);
any.addEventListener("abort", () => say("any", any.reason.name));
const none = AbortSignal.any([]);
await new Promise((resolve) => setTimeout(resolve, 60));
say(any.aborted, none.aborted, first.signal.aborted, AbortSignal.abort().reason.name);
say(net.isIP("10.0.0.1"), net.isIP("::1"), net.isIP("ann"), net.isIPv4("1.2.3"));
