import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileOf } from "../description";
import type { TarEntry } from "../tar";
import { filesEntries } from "./files";

let root: string;
const { env } = process;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "files-"))));
afterEach(() => {
  process.env = env;
  rmSync(root, { recursive: true });
});

/** Maven, which writes the coordinates of an artifact as its jar. */
const MAVEN = `#!/bin/sh
for argument in "$@"; do
  case $argument in
    -Dartifact=*) artifact=\${argument#*=} ;;
    -DoutputDirectory=*) folder=\${argument#*=} ;;
  esac
done
[ -z "$artifact" ] || printf %s "$artifact" > "$folder/$(echo "$artifact" | cut -d: -f2).jar"
`;

const artifact = (artifactId: string): FileOf<"mavenArtifact"> => ({
  kind: "mavenArtifact",
  path: `/${artifactId}.jar`,
  groupId: "g",
  artifactId,
  version: "1",
  sha256: createHash("sha256").update(`g:${artifactId}:1:jar`).digest("hex"),
});

const textOf = (entry: TarEntry) =>
  entry.type === "file" && "file" in entry.content ? readFileSync(entry.content.file, "utf8") : entry.type;

test("keeps the files of several artifacts in one layer apart", async () => {
  writeFileSync(join(root, "mvn"), MAVEN, { mode: 0o755 });
  process.env = { ...env, PATH: `${root}:${env.PATH}` };
  const scratch = join(root, "scratch");
  mkdirSync(scratch);
  const entries = await filesEntries(
    { kind: "files", name: "jars", files: [artifact("a"), artifact("b")] },
    {
      downloads: join(root, "downloads"),
      scratch,
      resolve: (path) => path,
      unpack: () => Promise.reject(new Error("the installed client is used")),
      progress: () => undefined,
      signal: new AbortController().signal,
    },
  );
  expect(entries.map((entry) => [entry.path, textOf(entry)])).toEqual([
    ["a.jar", "g:a:1:jar"],
    ["b.jar", "g:b:1:jar"],
  ]);
});
