import { exec, spawn } from "node:child_process";
import cluster from "node:cluster";
import http2 from "node:http2";
import vm from "node:vm";
import { isMainThread, Worker } from "node:worker_threads";

export const seen = [cluster.isPrimary, isMainThread, http2.constants.HTTP2_HEADER_STATUS, typeof exec, typeof vm.Script];
class Mine extends Worker {}
for (const call of [() => spawn("ls"), () => new Mine("x"), () => new vm.Script("1"), () => http2.connect("https://a/"), () => process.chdir("/")]) {
  try {
    call();
    seen.push("called");
  } catch (error) {
    seen.push(`${error.code} ${error instanceof Error}`);
  }
}
setInterval(() => {}, 1000);
