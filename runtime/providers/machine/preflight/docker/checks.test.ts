import { describeLacks, errorsOf, judge, warningsOf } from "../check";
import { engineChecks, engineSentence } from "./checks";
import type { Facts, Reached } from "./facts";
import { needs } from "./requirements";

const wanted = needs.parse({
  for: "the k3s cluster",
  ports: [
    { port: 32000, for: "the ingress" },
    { port: 6443, for: "the API server" },
  ],
  memory: 4096,
  disk: 2048,
  kernelModules: [{ anyOf: ["iptable_nat", "nft_compat"], for: "the NAT table" }],
  privileged: true,
});

const good: Reached = {
  host: "unix:///var/run/docker.sock",
  local: true,
  version: "20.10.24",
  apiVersion: "1.41",
  osType: "linux",
  holders: new Map(),
  memory: 8000,
  dataRoot: "/var/lib/docker",
  disk: 9000,
  storageDriver: "overlay2",
  cgroup: { driver: "systemd", version: "2" },
  rootless: false,
  modules: [true],
  capabilities: {
    held: new Set(["CAP_SYS_ADMIN", "CAP_SYS_RESOURCE"]),
    known: ["CAP_SYS_ADMIN", "CAP_SYS_RESOURCE"],
  },
  own: [],
};

const results = (facts: Facts) => judge(engineChecks, wanted, facts);

test("all that is lacking is one message, with what to do", () => {
  const facts: Reached = {
    ...good,
    version: "19.03.15",
    apiVersion: "1.40",
    osType: "windows",
    holders: new Map([["tcp/32000", "the container web"]]),
    memory: 1000,
    disk: 100,
    modules: [false],
    capabilities: { held: new Set(["CAP_SYS_ADMIN"]), known: ["CAP_SYS_ADMIN", "CAP_SYS_RESOURCE"] },
  };
  expect(describeLacks(engineSentence(wanted, facts.host), errorsOf(results(facts)))).toBe(
    `the Docker engine at unix:///var/run/docker.sock lacks what the k3s cluster needs; nothing was made:
  Docker: version 19.03.15 has the API version 1.40, and 1.41 is the least; update it
  Linux containers: this engine runs windows containers; switch it to Linux containers, or name another engine
  the port 32000 for the ingress: the container web has it; end that, or choose another port
  memory: the engine's host has 1000 MiB, and 4096 MiB are needed
  disk space: 2048 MiB are to be free in the data root /var/lib/docker, and 100 MiB are; make room there (docker system df)
  the kernel's module iptable_nat or nft_compat for the NAT table: load it (modprobe iptable_nat), or use a kernel that has it
  privileged containers: this engine has not all capabilities to give (CAP_SYS_RESOURCE), so it refuses them; use a list of capabilities in their place`,
  );
});

test("an engine that has all of it lacks nothing, API versions compared as numbers", () => {
  expect(results({ ...good, apiVersion: "1.100" }).map(({ result }) => result)).toEqual(
    results(good).map(() => "passed"),
  );
});

test("of an engine that does not answer nothing else is said", () => {
  const found = results({ host: "tcp://h:1", unreachable: "Docker: it is away" });
  expect(errorsOf(found)).toEqual([{ text: "Docker: it is away" }]);
  expect(new Set(found.slice(1).map(({ leftOut }) => leftOut))).toEqual(
    new Set(["the Docker engine does not answer"]),
  );
});

test("what is not known is left out, and no failure", () => {
  const found = results({
    ...good,
    local: false,
    modules: [undefined],
    disk: undefined,
    capabilities: undefined,
  });
  expect(errorsOf(found)).toEqual([]);
  expect(found.filter(({ result }) => result === "left out").map(({ leftOut }) => leftOut)).toEqual([
    "not known: the data root is not on this machine",
    "not known: whether the kernel has iptable_nat",
    "not known: the engine's process cannot be seen",
  ]);
});

test("what works badly is a warning", () => {
  const found = results({
    ...good,
    storageDriver: "vfs",
    cgroup: { driver: "none", version: "2" },
    rootless: true,
  });
  expect(errorsOf(found)).toEqual([]);
  expect(warningsOf(found).map(({ text }) => text.split(/[:,;]/)[0])).toEqual([
    "Docker's storage driver is vfs",
    "Docker has no control groups to limit memory and CPU with",
    "Docker is rootless",
  ]);
});

test("room for containers that are there is not asked for again", () => {
  const found = results({ ...good, disk: 1, own: ["k3s-server-0"] });
  expect(errorsOf(found)).toEqual([]);
});
