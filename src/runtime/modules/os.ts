import os from "node:os";
import type { Realm } from "../realm.js";

const gibibyte = 2 ** 30;

/** The machine of a node as its programs see it: two CPUs, four GiB, and a network interface of its own. */
export function makeOs(realm: Realm) {
  const { host } = realm;
  const times = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  const cpu = { model: "simulated", speed: 1000, times };
  const address = {
    address: `10.0.${host.nodes.indexOf(host.node) >> 8}.${(host.nodes.indexOf(host.node) & 255) + 1}`,
    netmask: "255.255.0.0",
    family: "IPv4",
    mac: "02:00:00:00:00:01",
    internal: false,
  };
  const loopback = { ...address, address: "127.0.0.1", netmask: "255.0.0.0", mac: "00:00:00:00:00:00", internal: true };
  return {
    EOL: "\n",
    devNull: "/dev/null",
    constants: os.constants,
    arch: () => "x64",
    platform: () => "linux",
    type: () => "Linux",
    release: () => "6.1.0",
    version: () => "simulated",
    machine: () => "x86_64",
    endianness: () => "LE",
    hostname: () => host.node,
    homedir: () => "/home/node",
    tmpdir: () => "/tmp",
    userInfo: () => ({ uid: 1000, gid: 1000, username: "node", homedir: "/home/node", shell: "/bin/sh" }),
    uptime: () => host.nowUs / 1e6,
    loadavg: () => [0, 0, 0],
    totalmem: () => 4 * gibibyte,
    freemem: () => 2 * gibibyte,
    availableParallelism: () => 2,
    cpus: () => [cpu, cpu].map((each) => ({ ...each, times: { ...times } })),
    networkInterfaces: () => ({
      lo: [{ ...loopback, cidr: `${loopback.address}/8` }],
      eth0: [{ ...address, cidr: `${address.address}/16` }],
    }),
    getPriority: () => 0,
    setPriority: () => {},
  };
}
