import { isAbsolute, normalize } from "node:path";
import { z } from "zod";
import { defineResource } from "../../framework/sdk/definition";
import { nonEmpty, secret, string, text } from "../../framework/sdk/fields";

export const directory = defineResource("local:index:Directory", () => ({
  description:
    "A directory with mode 0700, created with its parents. Deletion removes it with its contents, and only if the marker " +
    "in it names this resource.",
  inputs: z.strictObject({
    path: text("Absolute, or relative to the project's root."),
    base: text(
      "A folder above it: deletion also removes empty folders between the two. Default: the parent, so none.",
    ).optional(),
  }),
  outputs: {
    path: string("Absolute."),
    instance: string(
      "Changes when the directory was lost and created again, so that programs with data in it restart.",
    ),
  },
  replaceOnChanges: ["path"],
}));

const fileName = nonEmpty.refine(
  (name) => !isAbsolute(name) && normalize(name) === name && !name.split("/").includes(".."),
  { error: "a file's name is a plain path below the directory, without . and .." },
);

export const files = defineResource("local:index:Files", () => ({
  description: "A set of files with mode 0600, each replaced atomically.",
  inputs: z.strictObject({
    directory: text(
      "The folder of the files; absolute, or relative to the project's root. Created when missing.",
    ),
    files: z.record(fileName, z.string()).describe("Contents by name; a name may contain folders."),
  }),
  outputs: {
    paths: z.record(z.string(), z.string()).describe("Absolute paths by name."),
    fingerprint: secret(
      "SHA-256 of names and contents, to restart programs that read them. A secret, because short contents can be guessed.",
    ),
  },
  replaceOnChanges: ["directory"],
}));
