import { z } from "zod";

const name = z
  .string()
  .regex(
    /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
    "must be lower-case letters and digits, with . _ or - between them",
  );

/** Folders that are symlinks to those of the same name in /usr. */
const MERGED = /^\/(bin|sbin|lib|lib32|lib64|libx32)(\/|$)/;

/** Where something is in the image. */
const imagePath = z
  .string()
  .regex(/^(\/[^/\0]+)+$/, "must be an absolute path without a slash at its end")
  .refine((path) => path.split("/").every((part) => part !== "." && part !== ".."), {
    error: "must not have . or .. in it",
  })
  .refine((path) => !MERGED.test(path), {
    error: "must name the folder in /usr, to which this one is a link",
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
/** Of the project: absolute, or relative to the project's root. */
const projectPath = z.string().min(1);

/** What one path of a layer of files is. */
const file = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("directory"), ...placed }),
  z.strictObject({ kind: z.literal("symlink"), path: imagePath, ...owner, target: z.string().min(1) }),
  z.strictObject({ kind: z.literal("text"), ...placed, text: z.string() }),
  z.strictObject({ kind: z.literal("project"), ...placed, file: projectPath }),
  /** JavaScript that is bundled into one file, with all that it imports. */
  z.strictObject({
    kind: z.literal("bundle"),
    ...placed,
    entry: projectPath,
    /** Folders that hold all that goes into it. */
    sources: z.array(projectPath).min(1),
    /** npm packages that go into it as well. Default: none. */
    packages: z.array(z.string().min(1)).optional(),
    /** The Node.js that runs it, `18`. */
    node: z.string().regex(/^\d+(\.\d+)*$/, "must be a version of Node.js"),
  }),
  /** A static program from a Go module in the project. */
  z.strictObject({
    kind: z.literal("goBinary"),
    ...placed,
    directory: projectPath,
    /** Relative to the folder, or an import path of a module that it requires. */
    package: z.string().min(1),
    /** A file with text for the linker, relative to the folder. */
    ldflagsFile: z.string().min(1).optional(),
    tags: z.array(z.string()).optional(),
  }),
  /** A file of a module that a Go module in the project requires. */
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
    /** Of the wheels that are taken: one for each architecture. */
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
  /** Debian packages with what they depend on, less what lower layers have. */
  z.strictObject({
    kind: z.literal("debian"),
    name,
    packages: z.array(debianPackage).min(1),
    /** Packages that are done without, and what only they need. Default: none but those that only install others. */
    without: z.array(debianPackage).optional(),
    /** Files and folders that are left out, besides documentation and translations. Default: none. */
    exclude: z.array(imagePath).optional(),
  }),
  z.strictObject({ kind: z.literal("files"), name, files: z.array(file).min(1) }),
]);

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, "must be the name of a variable");

/** An OCI image: what it is made of and how it is run. Plain data: it goes through a program's state. */
export const imageDescription = z.strictObject({
  name,
  /** From bottom to top. Two of one name are to be equal in every image that has them: they are built once. */
  layers: z.array(layer).min(1),
  /** Besides root, with a group of the same name and number each. Default: none. */
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
    /** TCP ports that it listens on; for information. */
    exposedPorts: z.array(z.int().min(1).max(65535)).optional(),
    /** Folders that an engine gives each container a volume for, unless it is told one. Default: none. */
    volumes: z.array(imagePath).optional(),
  }),
});

/** The architecture of the built images: this machine's, as Go, Debian and OCI name it. */
export const ARCHITECTURE = process.arch === "x64" ? "amd64" : process.arch;

export type ImageDescription = z.infer<typeof imageDescription>;
export type LayerDescription = ImageDescription["layers"][number];
export type DebianLayer = Extract<LayerDescription, { kind: "debian" }>;
export type FilesLayer = Extract<LayerDescription, { kind: "files" }>;
export type FileDescription = FilesLayer["files"][number];
export type FileOf<K extends FileDescription["kind"]> = Extract<FileDescription, { kind: K }>;
