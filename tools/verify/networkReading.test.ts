import { spawnSync } from "node:child_process";
import { evaluateRedirection } from "./evaluate/redirection";
import { nextName, SCRIPT, splitReading } from "./networkReading";
import type { Pod } from "./objects";

const podWith = (...names: string[]): Pod => ({
  metadata: { name: "details" },
  spec: { containers: [], ephemeralContainers: names.map((name) => ({ name, image: "i" })) },
});

test("selects the next free name", () => {
  expect(nextName({ metadata: { name: "details" }, spec: { containers: [] } })).toBe("meshstack-verify-1");
  expect(nextName(podWith("debugger-x", "meshstack-verify-2"))).toBe("meshstack-verify-3");
});

test("rejects more than 50 containers in a pod", () => {
  const names = Array.from({ length: 50 }, (_, i) => `meshstack-verify-${i + 1}`);
  expect(() => nextName(podWith(...names))).toThrow(/has 50 containers .*kubectl delete pod details/);
});

test.each(["", "sh: not found", "== nat\n*nat\n", "== nat\n== tcp\n== tcp\n"])(
  "rejects %j as a reading",
  (text) => expect(() => splitReading(text)).toThrow("cannot read the pod's network"),
);

const RULES = `*nat
:IN - [0:0]
:OUT - [0:0]
-A PREROUTING -p tcp -j IN
-A OUTPUT -j OUT
-A IN -p tcp -j REDIRECT --to-ports 15006
-A OUT -m owner --uid-owner 1337 -j RETURN
-A OUT -p tcp -j REDIRECT --to-ports 15001
COMMIT
`;
/** Applies the rules in a new network namespace, listens on the ports, and runs the script. */
const NAMESPACE = `
  const { execFileSync } = require("node:child_process");
  const { createServer } = require("node:net");
  const [restore, rules, script, ...ports] = process.argv.slice(1);
  execFileSync(restore, { input: rules });
  Promise.all(ports.map((port) => new Promise((done) => createServer().listen(port, "0.0.0.0", done)))).then(() => {
    process.stdout.write(execFileSync("/bin/sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] }));
    process.exit();
  });`;
const inNamespace = (restore: string, ports: string[]) =>
  spawnSync("unshare", ["-n", process.execPath, "-e", NAMESPACE, restore, RULES, SCRIPT, ...ports], {
    encoding: "utf8",
  });
const canUnshare = spawnSync("unshare", ["-n", "iptables-save", "-t", "nat"]).status === 0;

(canUnshare ? test : test.skip).each(["iptables-nft-restore", "iptables-legacy-restore"])(
  "the script reads sockets and the rules of %s (requires root and iptables)",
  (restore) => {
    const { stdout, stderr } = inNamespace(restore, ["15001", "15006"]);
    expect(stderr).toBe("");
    const expected = {
      inbound: 15006,
      outbound: 15001,
      podAddress: "10.244.0.9",
      applicationPorts: [9080],
      called: { address: "10.96.0.20", port: 80 },
    };
    expect(evaluateRedirection(splitReading(stdout), expected).problems).toEqual([]);
    expect(evaluateRedirection(splitReading(stdout), { ...expected, inbound: 15007 }).problems).toHaveLength(
      2,
    );
  },
);
