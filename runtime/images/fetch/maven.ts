import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FileOf } from "../description";
import { type CommandError, run } from "../run";
import { type Fetching, sha256Of } from "./fetching";

/** The plugin's version is part of what is pinned. */
const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

/**
 * A jar from a Maven repository, downloaded by mvn into a local repository of its own and checked against its pinned checksum.
 * @returns the jar's path
 * @throws when there is no mvn, it cannot download the jar, or the jar is another one
 */
export async function fetchMavenArtifact(
  wanted: FileOf<"mavenArtifact">,
  fetching: Fetching,
): Promise<string> {
  const { groupId, artifactId, version, classifier, sha256 } = wanted;
  const coordinates = [groupId, artifactId, version, "jar", ...(classifier ? [classifier] : [])].join(":");
  const repository = join(fetching.downloads, "maven");
  const folder = join(fetching.scratch, "jars");
  mkdirSync(folder, { recursive: true });
  fetching.progress(`downloading ${coordinates}`);
  const options = { artifact: coordinates, outputDirectory: folder, "maven.repo.local": repository };
  const properties = Object.entries(options).map(([key, value]) => `-D${key}=${value}`);
  try {
    // Outside of every project's folder: none of its settings apply.
    await run("mvn", ["--batch-mode", "--quiet", "--strict-checksums", COPY, ...properties], {
      ...fetching,
      cwd: fetching.scratch,
    });
  } catch (error) {
    fetching.signal.throwIfAborted();
    throw explained(coordinates, error as CommandError);
  }
  const path = join(folder, readdirSync(folder)[0]!);
  const found = await sha256Of(path);
  // Its local repository would give the same one again; what is in it is of no further use otherwise either.
  rmSync(repository, { recursive: true, force: true });
  if (found !== sha256) {
    throw new Error(
      `${coordinates} is not the file whose checksum the image's description has, and was removed: ` +
        `its SHA-256 is ${found}, and not ${sha256}.`,
    );
  }
  return path;
}

function explained(coordinates: string, error: CommandError): Error {
  const remedy = error.missing
    ? "Install Maven (Debian's package maven)"
    : "See that mvn can download other artifacts here, and try again";
  return new Error(`${coordinates} cannot be had: ${error.message}\n${remedy}.`, { cause: error });
}
