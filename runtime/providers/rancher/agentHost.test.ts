import { TestResource } from "../../../test/support/testResource";

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
