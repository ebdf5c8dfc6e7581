import { TestResource } from "../../../test/support/testResource";

test("does not recreate a container when the Docker daemon does not answer", async () => {
  const resource = new TestResource("local:index:ContainerGeneration", "/");
  const inputs = { container: "server-0", docker: { host: "unix:///there/is/no/docker.sock" } };
  await resource.up(inputs);
  expect(resource.outputs.generation).toBe(1);
  expect(await resource.up(inputs)).toBe("same");
});
