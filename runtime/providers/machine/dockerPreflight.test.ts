import { TestResource } from "../../../test/support/testResource";

test("an engine that is not there is one error that says what to do", async () => {
  const resource = new TestResource("local:index:DockerPrerequisites", "/");
  await expect(
    resource.up({ for: "this test", docker: { host: "unix:///there/is/no/docker.sock" } }),
  ).rejects.toThrow(
    /^the Docker engine at unix:\/\/\/there\/is\/no\/docker\.sock lacks what this test needs; nothing was made:\n.*there is no socket \/there\/is\/no\/docker\.sock\. Start Docker/,
  );
});
