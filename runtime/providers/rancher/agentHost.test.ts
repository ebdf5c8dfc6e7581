import { TestResource } from "../../../test/support/testResource";
import { agentRuns, type ContainerListing, leftovers } from "./agentHost";

test("deletion without the host's Docker daemon reports what is left, and succeeds", async () => {
  const resource = new TestResource("local:index:RancherAgentHost", "/");
  const docker = { host: "unix:///there/is/no/docker.sock" };
  const inputs = { name: "a", docker, image: "rancher/agent", registration: "registration" };
  await expect(resource.up(inputs)).rejects.toThrow(/\/there\/is\/no\/docker\.sock/);
  resource.state = { id: "a", inputs, outputs: { ...inputs, generation: "1", before: [] } };
  await resource.destroy();
  expect(resource.messages.join("\n")).toMatch(
    /warning: the Docker daemon of host a does not answer .* Rancher's leftovers stay there.*docker rm -fv rancher-agent/,
  );
});

const container = (Id: string, name: string, more: Partial<ContainerListing> = {}): ContainerListing => ({
  Id,
  Names: [`/${name}`],
  State: "running",
  Labels: {},
  ...more,
});
const containers = [
  container("1", "rancher-agent"),
  container("2", "rancher-agent-state", { State: "exited" }),
  container("3", "r-ipsec-router", { Labels: { "io.rancher.container.uuid": "u" } }),
  container("4", "nginx"),
  container("5", "my-rancher-agent"),
  container("6", "dev-registration", { State: "exited" }),
];

test("removes what Rancher started, and keeps earlier and other containers", () => {
  expect(leftovers(containers, [], "dev-registration").map(({ Id }) => Id)).toEqual(["1", "2", "3", "6"]);
  expect(leftovers(containers, ["3"], "another").map(({ Id }) => Id)).toEqual(["1", "2"]);
});

test("an agent runs when its container does", () => {
  expect(agentRuns(containers)).toBe(true);
  expect(agentRuns(containers.slice(1))).toBe(false);
  expect(agentRuns([container("1", "rancher-agent", { State: "exited" })])).toBe(false);
});
