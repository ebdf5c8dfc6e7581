import { agentEnvironment, socketPathOf } from "./nodes";
import { listenAddressOf, urlOf } from "./server";

test("passes labels to an agent as Rancher's page does, and an address if it is set", () => {
  expect(agentEnvironment({}, "meshstack-dev-a")).toEqual([
    "CATTLE_HOST_LABELS=meshstack.host=meshstack-dev-a",
  ]);
  expect(
    agentEnvironment({ address: "192.0.2.7", labels: { rack: "a&b=c", "example.org/zone": "eu 1" } }, "own"),
  ).toEqual([
    "CATTLE_HOST_LABELS=rack=a%26b%3Dc&example.org/zone=eu%201&meshstack.host=own",
    "CATTLE_AGENT_IP=192.0.2.7",
  ]);
});

test("the driver's label is reserved", () => {
  const [labels] = agentEnvironment({ labels: { "meshstack.host": "mine" } }, "own");
  expect(labels).toBe("CATTLE_HOST_LABELS=meshstack.host=own");
});

test("uses the Docker socket of the daemon's address", () => {
  expect(socketPathOf("unix:///run/user/1000/docker.sock")).toBe("/run/user/1000/docker.sock");
  expect(socketPathOf("ssh://root@192.0.2.7")).toBe("/var/run/docker.sock");
  expect(socketPathOf(undefined)).toBe("/var/run/docker.sock");
});

test.each([
  [{ address: "192.0.2.7" }, "http://192.0.2.7:8080", "192.0.2.7"],
  [{ address: "rancher.example.org", port: 9090 }, "http://rancher.example.org:9090", "0.0.0.0"],
  [
    { address: "rancher.example.org", listenAddress: "10.0.0.1" },
    "http://rancher.example.org:8080",
    "10.0.0.1",
  ],
])("a server at %j", (place, url, listen) => {
  const server = { port: 8080, ...place };
  expect(urlOf(server)).toBe(url);
  expect(listenAddressOf(place)).toBe(listen);
});
