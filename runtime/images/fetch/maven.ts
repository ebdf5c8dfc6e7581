import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FileOf } from "../description";
import { type CommandError, run } from "../../../lib/run";
import { maven } from "./clients";
import { sha256Of } from "../../../lib/hashing";
import type { LayerContext } from "../context";

/** Pinned like the artifacts. */
const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

/**
 * Downloads a jar with Maven, by its own settings, into its own local repository and verifies its pinned checksum.
 * @returns the jar's path
 * @throws when Maven cannot download the jar, or the checksum is wrong
 */
export async function fetchMavenArtifact(
  wanted: FileOf<"mavenArtifact">,
  fetching: LayerContext,
): Promise<string> {
  const { groupId, artifactId, version, classifier, sha256 } = wanted;
  const coordinates = [groupId, artifactId, version, "jar", ...(classifier ? [classifier] : [])].join(":");
  const repository = join(fetching.downloads, "maven");
  const folder = join(fetching.scratch, "jars");
  mkdirSync(folder, { recursive: true });
  fetching.progress(`downloading ${coordinates}`);
  const options = { artifact: coordinates, outputDirectory: folder, "maven.repo.local": repository };
  const properties = Object.entries(options).map(([key, value]) => `-D${key}=${value}`);
  const { command, args } = await maven(fetching);
  try {
    // Outside the project's folder, whose Maven settings must not apply.
    await run(command, [...args, "--batch-mode", "--quiet", "--strict-checksums", COPY, ...properties], {
      ...fetching,
      cwd: fetching.scratch,
    });
  } catch (error) {
    fetching.signal.throwIfAborted();
    const { message } = error as CommandError;
    throw new Error(
      `cannot download ${coordinates}: ${message}\nCheck that mvn can download other artifacts, and try again.`,
      { cause: error },
    );
  }
  const path = join(folder, readdirSync(folder)[0]!);
  const found = await sha256Of(path);
  // Otherwise the next run finds the same file in the local repository.
  rmSync(repository, { recursive: true, force: true });
  if (found !== sha256) {
    throw new Error(
      `the file of ${coordinates} was deleted: found SHA-256 ${found}; expected ${sha256}, which the image's description ` +
        "pins.",
    );
  }
  return path;
}
