import { z } from "zod";

/** Namespaces and the like: RFC 1123 labels. */
export const label = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
  .meta({ allowed: "a DNS label: up to 63 lower-case letters, digits and dashes, no dash at either end" });

/** Text that no message shows. */
export const secretText = z.string().min(1).meta({ secret: true });

export const nodePort = z.int().min(30000).max(32767);
export const port = z.int().min(1024).max(65535);

/** A registry, and a path in it if there is one: `registry.example.com:5000/mirror`. */
export const repository = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/)
  .meta({ allowed: "HOST[:PORT][/PATH], without a scheme and without a slash at the end" });

export const imageTag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)
  .meta({ allowed: "an image tag: up to 128 letters, digits, '_', '.' and '-', the first no '.' or '-'" });
