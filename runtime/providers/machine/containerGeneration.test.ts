import { TestResource } from "../../../test/support/testResource";

test("an engine that does not answer is no reason to make a container again", async () => {
  const resource = new TestResource("local:index:ContainerGeneration", "/");
  const inputs = { container: "server-0", docker: { host: "unix:///there/is/no/docker.sock" } };
  await resource.up(inputs);
  expect(resource.outputs.generation).toBe(1);
  expect(await resource.up(inputs)).toBe("same");
});
