import { z } from "zod";

/** What a machine must have. */
export const requirements = z.strictObject({
  /** The subject of the error message: `real nodes`. */
  for: z.string().min(1),
  /**
   * The folder of a node's data, for which another user than root may use a user namespace with subordinate ids instead
   * of the capabilities. Default: none.
   */
  userNamespaceFor: z.string().min(1).optional(),
  /** Linux capabilities, `CAP_SYS_ADMIN`; root has all of them. */
  capabilities: z
    .array(z.string().regex(/^CAP_[A-Z_]+$/, "must be a capability, such as CAP_NET_ADMIN"))
    .default([]),
  /** Programs on PATH by name, or files by absolute path, each with the Debian package that contains it. */
  files: z.array(z.strictObject({ name: z.string().min(1), package: z.string().min(1) })).default([]),
  /** Filesystem types of the kernel, such as `overlay`. */
  filesystems: z.array(z.string().min(1)).default([]),
  /** Namespace types of the kernel, such as `net`. */
  namespaces: z.array(z.string().min(1)).default([]),
  /** Available memory in MiB. */
  memory: z.int().nonnegative().default(0),
  /** Free space in MiB where a folder is or will be. */
  disk: z.array(z.strictObject({ path: z.string().min(1), free: z.int().positive() })).default([]),
  /** Free TCP ports on 127.0.0.1, each with its purpose. */
  ports: z.array(z.strictObject({ port: z.int().min(1).max(65535), for: z.string().min(1) })).default([]),
});

export type Requirements = z.infer<typeof requirements>;
