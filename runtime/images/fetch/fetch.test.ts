import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileOf } from "../description";
import { unpackWith } from "../rootFileSystem";
import { sha256Of } from "../../../lib/hashing";
import type { LayerContext } from "../context";
import { fetchGoModuleFile } from "./go";
import { fetchMavenArtifact } from "./maven";
import { fetchWheelFile } from "./wheel";

let root: string;
let fetching: LayerContext;
const { env } = process;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fetch-"));
  process.env = { ...env };
  const scratch = join(root, "scratch");
  mkdirSync(scratch);
  fetching = {
    downloads: join(root, "downloads"),
    scratch,
    resolve: (path) => path,
    unpack: () => Promise.reject(new Error("the installed client is used")),
    progress: () => {},
    signal: new AbortController().signal,
  };
});
afterEach(() => {
  process.env = env;
  rmSync(root, { recursive: true });
});

const withTool = (command: string, ...args: string[]) =>
  spawnSync(command, args).status === 0 ? describe : describe.skip;

withTool(
  "python3",
  "-m",
  "pip",
  "--version",
)("with pip", () => {
  const WHEEL = "greet-1.0-py3-none-any.whl";
  let wheels: string;
  beforeEach(() => {
    wheels = join(root, "wheels");
    mkdirSync(wheels);
    // The real pip, with its own index.
    process.env.PIP_NO_INDEX = "1";
    process.env.PIP_FIND_LINKS = wheels;
    const script = `
import zipfile
with zipfile.ZipFile(${JSON.stringify(join(wheels, WHEEL))}, "w") as wheel:
    wheel.writestr("greet/bin/greet", "hello")
    wheel.writestr("greet-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: greet\\nVersion: 1.0\\n")
    wheel.writestr("greet-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("greet-1.0.dist-info/RECORD", "")
`;
    execFileSync("python3", ["-c", script]);
  });

  const wanted = (sha256: string): FileOf<"wheelFile"> => ({
    kind: "wheelFile",
    path: "/greet",
    package: "greet",
    version: "1.0",
    sha256: [sha256],
    file: "greet/bin/greet",
  });

  test("unpacks a file of a wheel and deletes the download", async () => {
    const path = await fetchWheelFile(wanted(await sha256Of(join(wheels, WHEEL))), fetching);
    expect(readFileSync(path, "utf8")).toBe("hello");
    expect(readdirSync(join(fetching.downloads, "wheels"))).toEqual([]);
  });

  test("rejects and deletes a wheel with a wrong checksum", async () => {
    const good = await sha256Of(join(wheels, WHEEL));
    await expect(fetchWheelFile(wanted("0".repeat(64)), fetching)).rejects.toThrow(
      /cannot download the wheel greet 1.0: python3 failed:[^]*DO NOT MATCH THE HASHES[^]*It was deleted/,
    );
    // A truncated download, such as after a full disk.
    const folder = join(fetching.downloads, "wheels/greet-1.0");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, WHEEL), "half");
    expect(readFileSync(await fetchWheelFile(wanted(good), fetching), "utf8")).toBe("hello");
  });

  test("reports an unknown wheel and a missing file", async () => {
    const sha256 = await sha256Of(join(wheels, WHEEL));
    await expect(fetchWheelFile({ ...wanted(sha256), version: "2.0" }, fetching)).rejects.toThrow(
      /cannot download the wheel greet 2.0: [^]*No matching distribution[^]*Check that pip can download/,
    );
    await expect(fetchWheelFile({ ...wanted(sha256), file: "x" }, fetching)).rejects.toThrow(
      "the wheel greet 1.0 has no file x",
    );
  });
});

withTool("go", "version")("with go", () => {
  test("returns a file of a required module from the module cache, and reports other files and modules", async () => {
    const library = join(root, "library");
    const module = join(root, "module");
    for (const folder of [library, module]) mkdirSync(folder);
    writeFileSync(join(library, "go.mod"), "module example.com/library\n\ngo 1.21\n");
    writeFileSync(join(library, "data.json"), "{}");
    // The proxy of go is a folder instead of a server.
    const proxy = join(root, "proxy/example.com/library/@v");
    mkdirSync(proxy, { recursive: true });
    writeFileSync(join(proxy, "v1.0.0.info"), '{"Version":"v1.0.0"}');
    writeFileSync(join(proxy, "v1.0.0.mod"), readFileSync(join(library, "go.mod")));
    const prefix = "example.com/library@v1.0.0";
    const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as module:
    for name in ["go.mod", "data.json"]: module.write(sys.argv[2] + "/" + name, "${prefix}/" + name)
`;
    execFileSync("python3", ["-c", script, join(proxy, "v1.0.0.zip"), library]);
    process.env.GOPROXY = `file://${join(root, "proxy")}`;
    process.env.GONOSUMDB = process.env.GONOSUMCHECK = "example.com";
    process.env.GOFLAGS = "-modcacherw";
    process.env.GOMODCACHE = join(root, "modcache");
    writeFileSync(
      join(module, "go.mod"),
      "module example.com/module\n\ngo 1.21\n\nrequire example.com/library v1.0.0\n",
    );
    const wanted: FileOf<"goModuleFile"> = {
      kind: "goModuleFile",
      path: "/data.json",
      directory: module,
      module: "example.com/library",
      file: "data.json",
    };
    expect(readFileSync(await fetchGoModuleFile(wanted, fetching), "utf8")).toBe("{}");
    await expect(fetchGoModuleFile({ ...wanted, file: "x" }, fetching)).rejects.toThrow(
      /the Go module example.com\/library of .* has no file x/,
    );
    await expect(fetchGoModuleFile({ ...wanted, module: "example.com/x" }, fetching)).rejects.toThrow(
      /cannot download the Go module example.com\/x of .*: go failed:[^]*Check that go can download/,
    );
  });
});

// mvn requires plugins from Maven Central.
const reason =
  env.CI !== "true" ? "only CI accesses Maven Central" : spawnSync("mvn", ["-v"]).error && "mvn is missing";
(reason ? describe.skip : describe)(`with mvn${reason ? `, skipped: ${reason}` : ""}`, () => {
  test("rejects and deletes a jar with a wrong checksum", async () => {
    const attempt = fetchMavenArtifact(
      {
        kind: "mavenArtifact",
        path: "/x.jar",
        groupId: "org.slf4j",
        artifactId: "slf4j-nop",
        version: "2.0.16",
        sha256: "0".repeat(64),
      },
      fetching,
    );
    await expect(attempt).rejects.toThrow(
      /the file of org.slf4j:slf4j-nop:2.0.16:jar was deleted: found SHA-256 [0-9a-f]{64}/,
    );
    expect(existsSync(join(fetching.downloads, "maven"))).toBe(false);
  });
});

const noRegistries = env.CI !== "true" && "only CI accesses PyPI and Maven Central";
(noRegistries ? describe.skip : describe)(
  `without installed clients${noRegistries ? `, skipped: ${noRegistries}` : ""}`,
  () => {
    beforeEach(() => {
      for (const name of ["python3", "mvn"]) {
        writeFileSync(join(root, name), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      }
      process.env.PATH = `${root}:${env.PATH}`;
      fetching.unpack = unpackWith({ resolve: (path) => path, progress: () => {}, signal: fetching.signal });
    });

    test("an unpacked pip downloads a wheel", async () => {
      const path = await fetchWheelFile(
        {
          kind: "wheelFile",
          path: "/x",
          package: "tomli",
          version: "2.0.1",
          sha256: ["939de3e7a6161af0c887ef91b7d41a53e7c5a1ca976325f429cb46ea9bc30ecc"],
          file: "tomli/__init__.py",
        },
        fetching,
      );
      expect(readFileSync(path, "utf8")).toContain('__version__ = "2.0.1"');
    });

    test("an unpacked Maven downloads a jar", async () => {
      const sha256 = "deca6c04ed35515a0a911fa44c0e836bee92c0c59d2e8fa9bab8ffbc464a9ba7";
      const path = await fetchMavenArtifact(
        {
          kind: "mavenArtifact",
          path: "/x.jar",
          groupId: "org.slf4j",
          artifactId: "slf4j-nop",
          version: "2.0.16",
          sha256,
        },
        fetching,
      );
      expect(await sha256Of(path)).toBe(sha256);
    });
  },
);
