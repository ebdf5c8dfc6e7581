import { z } from "zod";
import { defineResource } from "../../framework/sdk/definition";
import { positive, string, text } from "../../framework/sdk/fields";

export const goBinary = defineResource("local:index:GoBinary", () => ({
  description:
    "A program built from a Go module, in a cache outside the checkout that all stacks and checkouts share. The next `up` " +
    "builds it again when sources, flags or the Go version change. Deletion keeps the cache.",
  inputs: z.strictObject({
    directory: text("The folder of the Go module; absolute, or relative to the project's root."),
    package: text("The main package, relative to the folder.").default("."),
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be a file name of letters, digits, . _ and -")
      .describe("The binary's file name."),
    ldflagsFile: text("A file with linker flags, relative to the folder.").optional(),
    tags: z.array(z.string().regex(/^[\w.]+$/, "must be a build tag")).optional(),
  }),
  outputs: {
    path: string("Absolute path of the binary."),
    key: string("Identifies the inputs of the build."),
  },
}));

/** Loaded on first use: most stacks build no images. */
const descriptions = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need the built file's name
  require("../../../images/description") as typeof import("../../../images/description");

export const image = defineResource("local:index:Image", () => ({
  description:
    "A container image built from package registries, in a cache outside the checkout that all stacks and checkouts share. " +
    "The next `up` builds it again when the description, sources or the Go version change, but not for a newer version of " +
    "a Debian package. Deletion keeps the cache.",
  inputs: z.strictObject({
    description: z
      .lazy(() => descriptions().imageDescription)
      .describe("The image's contents and how to run it."),
  }),
  outputs: {
    name: string("`meshstack.local/NAME:TAG`; the tag depends on the content."),
    digest: string("The digest of the image's manifest: `sha256:` and 64 hex digits."),
    archive: string("Absolute path of a tar file with its OCI image layout."),
    key: string("Identifies the inputs of the build."),
  },
}));

export const rootFileSystem = defineResource("local:index:RootFileSystem", () => ({
  description:
    "A folder with the files of programs, such as those of a node, unpacked from packages into a cache that all stacks and " +
    "checkouts share. The next `up` unpacks it again when the description or sources change, but not for a newer version of " +
    "a Debian package. Deletion keeps the cache.",
  inputs: z.strictObject({
    description: z.lazy(() => descriptions().rootFileSystemDescription).describe("The contents."),
  }),
  outputs: {
    path: string("Absolute path of the folder."),
    key: string("Identifies the inputs of the build."),
    instance: string(
      "Changes when the folder was deleted and unpacked again, so that programs that run from it restart.",
    ),
  },
}));

export const containerdImage = defineResource("local:index:ContainerdImage", () => ({
  description:
    "An image in containerd, from which the kubelet starts containers. The next `up` imports a missing image again. " +
    "Deletion does nothing when the socket does not exist.",
  inputs: z.strictObject({
    address: text("Path of containerd's socket; absolute, or relative to the project's root."),
    root: text("The root file system with containerd's client. Default: the machine's client.").optional(),
    archive: text("A tar file with an OCI image layout."),
    name: text("The image's name in the archive."),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hex digits")
      .describe("The digest of the image's manifest: `sha256:` and 64 hex digits."),
    instance: z.string().optional().describe("Changes when containerd starts again without any data."),
    timeoutSeconds: positive(60, "Seconds that containerd may take to answer."),
  }),
  outputs: { imported: string("The digest that containerd has under the name.") },
  replaceOnChanges: ["address"],
}));
