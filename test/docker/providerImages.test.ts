import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../kubernetes/cluster";
import { BUSYBOX } from "./busybox";
import { errorOf, providerOnDaemon, running } from "./providerOnDaemon";

const on = providerOnDaemon();

describe("images", () => {
  test("an existing image is not pulled, is kept with keepLocally, and can be tagged", async () => {
    const it = on.docker.resource("RemoteImage", "busybox");
    expect(await it.up({ name: BUSYBOX, keepLocally: true })).toBe("create");
    const { Id: imageId } = await on.client.getImage(BUSYBOX).inspect();
    expect(it.outputs).toMatchObject({ name: BUSYBOX, imageId });
    expect(it.state!.id).toBe(`${imageId}${BUSYBOX}`);
    const tag = on.docker.resource("Tag", "tag");
    await tag.up({ sourceImage: BUSYBOX, targetImage: "meshstack.local/copy:1" });
    expect(tag.outputs).toMatchObject({ sourceImageId: imageId });

    const copy = on.docker.resource("RemoteImage", "copy");
    await copy.up({ name: "meshstack.local/copy:1" });
    expect(await copy.refresh()).toBe(true);
    await copy.destroy();
    await expect(on.client.getImage("meshstack.local/copy:1").inspect()).rejects.toThrow(/404/);
    await it.destroy();
    expect((await on.client.getImage(BUSYBOX).inspect()).Id).toBe(imageId);
  });

  test("an image in use is not removed, and the error contains a hint", async () => {
    await on.client.getImage(BUSYBOX).tag({ repo: "meshstack.local/used", tag: "1" });
    await on.docker.resource("Container", "user").up({ ...running, image: "meshstack.local/used:1" });
    const it = on.docker.resource("RemoteImage", "used");
    await it.up({ name: "meshstack.local/used:1" });
    // The daemon does not remove the only name of a used image; this image has another name.
    await it.destroy();
    await expect(on.client.getImage("meshstack.local/used:1").inspect()).rejects.toThrow(/404/);
  });

  test("an image is built from a folder, and again when the folder changes", async () => {
    writeFileSync(
      join(on.scratch, "Dockerfile"),
      `FROM ${BUSYBOX}\nARG WHO\nCOPY greeting /greeting\nRUN echo "$WHO" >> /greeting\n`,
    );
    writeFileSync(join(on.scratch, "greeting"), "hello\n");
    writeFileSync(join(on.scratch, ".dockerignore"), "*\n!greeting\n");
    const it = on.docker.resource("Image", "built");
    const inputs = {
      imageName: "meshstack.local/built:1",
      skipPush: true,
      build: { args: { WHO: "world" } },
    };
    expect(await it.up(inputs)).toBe("create");
    const first = (await on.client.getImage("meshstack.local/built:1").inspect()).Id;
    expect(it.outputs).toMatchObject({
      imageName: inputs.imageName,
      baseImageName: inputs.imageName,
      repoDigest: first,
      dockerfile: "Dockerfile",
    });
    expect(on.docker.messages.some(({ message, ephemeral }) => ephemeral && /Step 2\/4/.test(message))).toBe(
      true,
    );
    writeFileSync(join(on.scratch, "ignored"), "x");
    expect(await it.up(inputs)).toBe("same");
    writeFileSync(join(on.scratch, "greeting"), "good day\n");
    expect(await it.up(inputs)).toBe("update");
    const job = on.docker.resource("Container", "job");
    await job.up({
      image: inputs.imageName,
      command: ["cat", "/greeting"],
      mustRun: false,
      attach: true,
      logs: true,
    });
    expect(job.outputs.containerLogs).toBe("good day\nworld\n");
    await job.destroy();
    await on.client.getImage(inputs.imageName).remove({ force: true });
    expect(await it.refresh()).toBe(false);
  });

  test("a failed build reports the builder's last lines", async () => {
    writeFileSync(join(on.scratch, "Dockerfile"), `FROM ${BUSYBOX}\nRUN echo about to fail; exit 7\n`);
    writeFileSync(join(on.scratch, ".dockerignore"), "");
    const error = await errorOf(
      on.docker.resource("Image", "broken").up({ imageName: "meshstack.local/broken:1", skipPush: true }),
    );
    expect(error.message).toMatch(/cannot be built: .*returned a non-zero code: 7.*about to fail/s);
    const remote = on.docker.resource("RemoteImage", "broken");
    expect(
      (await errorOf(remote.up({ name: "meshstack.local/broken:1", build: { context: "." } }))).message,
    ).toMatch(/cannot be built: .*about to fail/s);
  });

  test("a push without a registry fails with a hint", async () => {
    writeFileSync(join(on.scratch, "Dockerfile"), `FROM ${BUSYBOX}\n`);
    const port = await freePort();
    const imageName = `127.0.0.1:${port}/pushed:1`;
    const error = await errorOf(on.docker.resource("Image", "pushed").up({ imageName }));
    expect(error.message).toMatch(/cannot be pushed: 127\.0\.0\.1:\d+ answered: .*skipPush: true/s);
    await on.client.getImage(imageName).remove();
  });
});
