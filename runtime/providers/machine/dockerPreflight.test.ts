import { TestResource } from "../../../test/support/testResource";

test("reports a missing daemon in one error with a fix", async () => {
  const resource = new TestResource("local:index:DockerPrerequisites", "/");
  await expect(
    resource.up({ for: "this test", docker: { host: "unix:///there/is/no/docker.sock" } }),
  ).rejects.toThrow(
    /^Preflight checks of the Docker daemon at unix:\/\/\/there\/is\/no\/docker\.sock for this test failed; nothing was created:\n.*there is no socket \/there\/is\/no\/docker\.sock\. Start Docker/,
  );
});
