import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/**
 * Returns an OCI archive without the blobs that the reader already has.
 * @param digests of those blobs, `sha256:` and 64 hex digits
 * @returns a tar file as a stream, which fails when the archive cannot be read
 */
export async function withoutBlobs(
  archive: string,
  digests: ReadonlySet<string>,
): Promise<AsyncIterable<Buffer>> {
  const { extract, pack } = await import("tar-stream");
  const [entries, result] = [extract(), pack()];
  entries.on("entry", (header, content, next) => {
    const blob = /^blobs\/(\w+)\/(\w+)$/.exec(header.name);
    if (blob && digests.has(`${blob[1]}:${blob[2]}`)) {
      content.once("error", () => {}); // the pipeline reports it
      content.once("end", () => next());
      content.resume();
    } else if (header.type === "file") {
      pipeline(content, result.entry(header)).then(() => next(), next);
    } else {
      result.entry(header);
      next();
    }
  });
  pipeline(createReadStream(archive, { highWaterMark: 1 << 20 }), entries).then(
    () => result.finalize(),
    (error: Error) => result.destroy(error),
  );
  return result as AsyncIterable<Buffer>;
}
