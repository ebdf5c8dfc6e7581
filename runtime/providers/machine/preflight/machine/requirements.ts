import { z } from "zod";

/** What a machine is to have. */
export const needs = z.strictObject({
  /** What needs it, as the error says it: `real nodes`. */
  for: z.string().min(1),
  /** Linux capabilities, `CAP_SYS_ADMIN`; all of them are root's. */
  capabilities: z
    .array(z.string().regex(/^CAP_[A-Z_]+$/, "must be a capability, such as CAP_NET_ADMIN"))
    .default([]),
  /** Programs by name, looked for on PATH, or other files by absolute path; each with the Debian package that has it. */
  files: z.array(z.strictObject({ name: z.string().min(1), package: z.string().min(1) })).default([]),
  /** Filesystem types of the kernel, such as `overlay`. */
  filesystems: z.array(z.string().min(1)).default([]),
  /** Kinds of namespaces of the kernel, such as `net`. */
  namespaces: z.array(z.string().min(1)).default([]),
  /** Memory that is available, in MiB. */
  memory: z.int().nonnegative().default(0),
  /** Folders, which need not be there yet, and what is to be free where they are, in MiB. */
  disk: z.array(z.strictObject({ path: z.string().min(1), free: z.int().positive() })).default([]),
  /** TCP ports on 127.0.0.1 that are to be free, each with what it is for. */
  ports: z.array(z.strictObject({ port: z.int().min(1).max(65535), for: z.string().min(1) })).default([]),
});

export type Needs = z.infer<typeof needs>;
