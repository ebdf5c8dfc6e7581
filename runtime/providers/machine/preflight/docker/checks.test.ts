import { errorsOf, messageOf, warningsOf } from "../../../../../lib/checks/check";
import { runChecks } from "../../../../../lib/checks/runChecks";
import { describeFailures } from "../preflightType";
import { dockerChecks, dockerPreflight } from "./checks";
import type { Facts, Reached } from "./facts";
import { TestResource } from "../../../../../test/support/testResource";

const wanted = dockerPreflight.inputs.parse({
  for: "the k3s cluster",
  docker: { host: "unix:///var/run/docker.sock" },
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

const results = (facts: Facts) => runChecks(dockerChecks, [wanted, facts]);

test("lists all failures in one message, with fixes", async () => {
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
  expect(describeFailures(dockerPreflight.sentence(wanted), errorsOf(await results(facts)))).toBe(
    `Preflight checks of the Docker daemon at unix:///var/run/docker.sock for the k3s cluster failed; nothing was created:
  Docker API version: found 1.40 (Docker 19.03.15); expected 1.41 or newer. Update Docker.
  Docker containers: found windows; expected linux. Switch Docker Desktop to Linux containers, or name another daemon.
  port 32000 for the ingress: found the container web using it; expected a free port. Stop the process or container, or choose another port in the stack file.
  memory of the Docker host: found 1000 MiB; expected 4096 MiB. Use a host with more memory.
  disk space in the data root /var/lib/docker: found 100 MiB; expected 2048 MiB. Free some space there (docker system df shows what uses it).
  kernel module iptable_nat or nft_compat for the NAT table: not found. Load it (modprobe iptable_nat), or use a kernel that has it.
  privileged containers: the daemon is missing CAP_SYS_RESOURCE and rejects them. Use a list of capabilities instead.`,
  );
});

test("passes a daemon that meets all requirements, comparing API versions as numbers", async () => {
  expect((await results({ ...good, apiVersion: "1.100" })).map(({ result }) => result)).toEqual(
    (await results(good)).map(() => "passed"),
  );
});

test("skips all other checks of a daemon that does not answer", async () => {
  const found = await results({ unreachable: { text: "Docker: it is away" } });
  expect(errorsOf(found).map(messageOf)).toEqual([
    "Docker: it is away. Start Docker, or name another daemon.",
  ]);
  expect(new Set(found.slice(1).map(({ skipped }) => skipped))).toEqual(
    new Set(["the Docker daemon does not answer"]),
  );
});

test("skips checks of unknown facts", async () => {
  const found = await results({
    ...good,
    local: false,
    modules: [undefined],
    disk: undefined,
    capabilities: undefined,
  });
  expect(errorsOf(found)).toEqual([]);
  expect(found.filter(({ result }) => result === "skipped").map(({ skipped }) => skipped)).toEqual([
    "unknown: the data root is not on this machine",
    "unknown: whether the kernel has iptable_nat",
    "unknown: the daemon's process is not visible",
  ]);
});

test("warns of what works badly", async () => {
  const found = await results({
    ...good,
    storageDriver: "vfs",
    cgroup: { driver: "none", version: "2" },
    rootless: true,
  });
  expect(errorsOf(found)).toEqual([]);
  expect(warningsOf(found).map(({ text }) => text.split(/[:,;]/)[0])).toEqual([
    "Docker storage driver",
    "Docker control groups",
    "Docker daemon",
  ]);
});

test("requires no disk space for containers that exist", async () => {
  const found = await results({ ...good, disk: 1, own: ["k3s-server-0"] });
  expect(errorsOf(found)).toEqual([]);
});

test("reports a missing daemon in one error with a fix", async () => {
  const resource = new TestResource("local:index:DockerPrerequisites", "/");
  await expect(
    resource.up({ for: "this test", docker: { host: "unix:///there/is/no/docker.sock" } }),
  ).rejects.toThrow(
    /^Preflight checks of the Docker daemon at unix:\/\/\/there\/is\/no\/docker\.sock for this test failed; nothing was created:\n.*the socket \/there\/is\/no\/docker\.sock does not exist\. Start Docker/,
  );
});
