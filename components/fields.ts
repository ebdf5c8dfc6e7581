import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** A name in Kubernetes or Docker: an RFC 1123 label. */
export const label = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
  .meta({
    expected:
      "a DNS label: at most 63 lowercase letters, digits and hyphens, with a letter or digit at both ends",
  });

/** A name of most Kubernetes objects, such as Secrets: an RFC 1123 subdomain. */
export const subdomain = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
  .meta({
    expected:
      "a DNS subdomain: at most 253 lowercase letters, digits, hyphens and dots, such as registry.example.com",
  });

/** A host name or IP address, without a scheme, port or path. */
export const host = z
  .string()
  .regex(/^(?!.*\/)([^\s:]+|[0-9A-Fa-f:.]+)$/)
  .meta({ expected: "a name or address, without a scheme, port and path" });

/** A non-empty string. A program may pass the output of a resource. */
export const inputText = z.custom<pulumi.Input<string>>(isInputText).meta({ type: "string", minLength: 1 });

/** An {@link inputText} that no message shows. */
export const secretText = inputText.meta({ secret: true });

function isInputText(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : isDeferred(value);
}

/** True for an output or a promise. The check does not load Pulumi's SDK, which is slow to load. */
export function isDeferred(value: unknown): value is pulumi.OutputInstance<unknown> | Promise<unknown> {
  if (typeof value !== "object" || value === null) return false;
  const { apply, then } = value as { apply?: unknown; then?: unknown };
  return typeof apply === "function" || typeof then === "function";
}

export const nodePort = z.int().min(30000).max(32767);
export const port = z.int().min(1024).max(65535);

const nodePortUse = z.strictObject({ port: nodePort, for: z.string() });

/** A NodePort of a stack and its purpose, for messages. */
export type NodePortUse = z.output<typeof nodePortUse>;

/** The NodePorts that a program opens on a cluster. */
export const nodePortUses = z.array(nodePortUse).default([]);

/** A registry with an optional path: `registry.example.com:5000/mirror`. */
export const repository = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/)
  .meta({ expected: "HOST[:PORT][/PATH], without a scheme and without a trailing slash" });

export const imageTag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)
  .meta({
    expected:
      "an image tag: at most 128 letters, digits, '_', '.' and '-', with a letter, digit or '_' at the start",
  });
