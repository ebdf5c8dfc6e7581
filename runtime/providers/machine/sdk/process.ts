import { constants } from "node:os";
import { isIP } from "node:net";
import { z } from "zod";
import { defineResource } from "../../framework/sdk/definition";
import { list, nonEmpty, positive, secret, string, text } from "../../framework/sdk/fields";

const readinessProbe = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }),
    caCertificate: string(
      "PEM of the authority that signed the server's certificate. Default: Node's built-in ones.",
    ).optional(),
    clientCertificate: string("PEM.").optional(),
    clientKey: string("PEM.").optional(),
    expectedStatus: z.int().min(100).max(599).default(200),
    timeoutSeconds: positive(60, "Seconds until it must be ready."),
  })
  .describe("The probe that decides when it is ready. Default: ready as soon as it runs.");
export type ReadinessProbe = z.output<typeof readinessProbe>;

export const process = defineResource("local:index:Process", () => ({
  description:
    "A process that outlives the command. It is identified by pid, start time and boot id, never by name. The next `up` " +
    "starts it again when it has died or its command has changed.",
  inputs: z.strictObject({
    command: text("The program's path; absolute, or relative to the project's root."),
    args: list(z.string(), "The arguments."),
    env: z
      .record(z.string(), z.string())
      .default({})
      .describe("Environment variables, in addition to PATH, HOME and a few more."),
    cwd: z.string().default(".").describe("Absolute, or relative to the project's root."),
    logFile: text("The file for its output; the log of the previous start is kept as FILE.1."),
    pidFile: text("The file in which the launcher records the process: the resource's identity."),
    readiness: readinessProbe.optional(),
    stopSignal: z
      .string()
      .refine((name) => name in constants.signals, { error: "must be a signal's name, such as SIGTERM" })
      .default("SIGTERM"),
    graceSeconds: z.number().nonnegative().default(30).describe("Seconds between SIGTERM and SIGKILL."),
    afterStop: z
      .array(z.string())
      .optional()
      .describe(
        "Arguments of one more run of the program at deletion, after the process has ended, to clean up after a killed one. Default: no such run.",
      ),
    restartOn: list(z.string(), "Values that the process reads at its start; a change restarts it."),
  }),
  outputs: {
    pid: z.int(),
    startTime: string("When the kernel started it."),
    bootId: string("The kernel's id of this boot; empty on macOS."),
    fingerprint: secret("SHA-256 of the command and of the inputs that define the process."),
    logFile: string("Absolute."),
    pidFile: string("Absolute."),
  },
  replaceOnChanges: ["pidFile"],
}));

const portError = { error: "must be a port from 1 to 65535" };

export const ports = defineResource("local:index:Ports", () => ({
  description:
    "Free ports, chosen once and kept in the state, so that a process has the same port after a restart.",
  inputs: z
    .strictObject({
      names: z.array(nonEmpty).describe("The purposes; each gets one port."),
      given: z
        .record(z.string(), z.int(portError).min(1).max(65535, portError))
        .default({})
        .describe("Fixed ports by name, which are not chosen."),
      address: z
        .string()
        .refine((value) => isIP(value) !== 0, { error: "must be an IP address" })
        .default("127.0.0.1")
        .describe("The address on which the ports must be free."),
    })
    .superRefine(({ names, given }, context) => {
      const seen = new Map<number, string>();
      for (const [name, port] of Object.entries(given)) {
        const path = ["given", name];
        if (!names.includes(name)) {
          context.addIssue({ code: "custom", path, message: "must be one of names" });
        }
        const other = seen.get(port);
        if (other !== undefined) {
          context.addIssue({ code: "custom", path, message: `is also given for ${other}` });
        }
        seen.set(port, name);
      }
    }),
  outputs: { ports: z.record(z.string(), z.int()).describe("The ports by name.") },
}));

export const randomSecret = defineResource("local:index:RandomSecret", () => ({
  description: "A secret from the system's random source, drawn once and kept in the state.",
  inputs: z.strictObject({
    bytes: z
      .int()
      .min(16, { error: "must be 16 or more: fewer can be guessed" })
      .max(1024, { error: "must be 1024 or less" })
      .default(32)
      .describe("The number of random bytes."),
  }),
  outputs: { value: secret("The bytes in lower-case hex.") },
  replaceOnChanges: ["bytes"],
}));
