import { z } from "zod";
import { daemonOptions } from "../../../../lib/clients/docker/daemonOptions";
import { defineResource } from "../../framework/sdk/definition";
import { list, nonEmpty, text } from "../../framework/sdk/fields";

const port = z.int().min(1).max(65535);
const mebibytes = (description: string) => z.int().nonnegative().default(0).describe(description);
const outputs = { met: z.boolean().describe("Always true: otherwise the `up` fails.") };

export const machinePreflight = defineResource("local:index:Prerequisites", () => ({
  description: "Preflight checks of this machine, run by each `up`. All failures are one error.",
  inputs: z.strictObject({
    for: text("The subject of the error message: `real nodes`."),
    userNamespaceFor: text(
      "The folder of a node's data, for which another user than root may use a user namespace with subordinate ids instead of the capabilities. Default: none.",
    ).optional(),
    capabilities: list(
      z.string().regex(/^CAP_[A-Z_]+$/, "must be a capability, such as CAP_NET_ADMIN"),
      "Linux capabilities, `CAP_SYS_ADMIN`; root has all of them.",
    ),
    files: list(
      z.strictObject({ name: nonEmpty, package: nonEmpty }),
      "Programs on PATH by name, or files by absolute path, each with the Debian package that contains it.",
    ),
    filesystems: list(nonEmpty, "Filesystem types of the kernel, such as `overlay`."),
    namespaces: list(nonEmpty, "Namespace types of the kernel, such as `net`."),
    memory: mebibytes("Available memory in MiB."),
    disk: list(
      z.strictObject({ path: nonEmpty, free: z.int().positive() }),
      "Free space in MiB where a folder is or will be.",
    ),
    ports: list(
      z.strictObject({ port, for: nonEmpty }),
      "Free TCP ports on 127.0.0.1, each with its purpose.",
    ),
    pidFile: text(
      "The pid file of the process that has these requirements. While it runs, its memory, disk space and ports count as free.",
    ).optional(),
  }),
  outputs,
}));

export const dockerPreflight = defineResource("local:index:DockerPrerequisites", () => ({
  description:
    "Preflight checks of a Docker daemon and its host, run by each `up`. All failures are one error.",
  inputs: z.strictObject({
    for: text("The subject of the error message: `the k3s cluster`."),
    docker: daemonOptions.prefault({}),
    apiVersion: z
      .string()
      .regex(/^\d+\.\d+$/)
      .default("1.41")
      .describe("The lowest API version. 1.41 is Docker 20.10."),
    ports: list(
      z.strictObject({ port, for: nonEmpty, protocol: z.enum(["tcp", "udp"]).default("tcp") }),
      "Free ports of the host, each with its purpose.",
    ),
    containers: list(
      nonEmpty,
      "Names of the stack's own containers: resources that they already use count as free.",
    ),
    memory: mebibytes("Memory of the host in MiB."),
    disk: mebibytes("Free space in the daemon's data root in MiB."),
    kernelModules: list(
      z.strictObject({ anyOf: z.array(nonEmpty).min(1), for: nonEmpty }),
      "Kernel features, each as modules of which one suffices, loadable or built in. Unknown for another machine's kernel.",
    ),
    privileged: z.boolean().default(false).describe("Whether containers run privileged."),
    capabilities: list(
      z.string().regex(/^[A-Z_]+$/, "must be a capability without CAP_, such as NET_ADMIN"),
      "Capabilities of containers beyond Docker's defaults, `SYS_ADMIN`.",
    ),
  }),
  outputs,
}));

const version = z.string().regex(/^\d+\.\d+$/, "must be MAJOR.MINOR");
const strings = z.array(z.string()).default([]);
const podSpec = z.custom<object>((value) => typeof value === "object" && value !== null, "must be a map");

export const clusterPreflight = defineResource("local:index:ClusterPrerequisites", () => ({
  description: "Preflight checks of a Kubernetes cluster, run by each `up`. All failures are one error.",
  inputs: z.strictObject({
    for: text("The subject of the error message: `the environment`."),
    kubeconfig: nonEmpty,
    context: nonEmpty.optional(),
    version: z
      .strictObject({ min: version.optional(), max: version.optional(), for: nonEmpty })
      .optional()
      .describe("Supported Kubernetes versions where containers run, and what limits them. Default: any."),
    objects: list(
      z.strictObject({
        apiVersion: text("`apps/v1`"),
        kind: nonEmpty,
        plural: text(
          "The kind's name in paths, when another of the objects defines the kind: `routerules`.",
        ).optional(),
        namespace: text("Absent: the object is in no namespace.").optional(),
        name: nonEmpty,
      }),
      "The objects to create: the credentials must have the permissions, and none may exist.",
    ),
    rules: list(
      z.strictObject({
        apiGroups: strings,
        resources: strings,
        resourceNames: strings,
        nonResourceURLs: strings,
        verbs: z.array(z.string()),
      }),
      "The rules of the roles among them: granting them requires having them, or `escalate` on roles.",
    ),
    nodePorts: list(
      z.strictObject({ port: z.int(), for: nonEmpty, service: nonEmpty }),
      "NodePorts that must be free, each with the Service (NAMESPACE/NAME) that will use it.",
    ),
    pods: list(
      z.strictObject({ namespace: nonEmpty, for: nonEmpty, spec: podSpec }),
      "Pods that admission must accept; their specs may contain only the fields that admission reads.",
    ),
    absent: list(
      z.strictObject({
        what: nonEmpty,
        remedy: nonEmpty,
        apiVersion: nonEmpty,
        kind: nonEmpty,
        selector: text("A label selector. Default: all.").optional(),
        names: text("A regular expression for their names. Default: all.").optional(),
        warning: z
          .boolean()
          .default(false)
          .describe("True when they conflict with a part of the environment only."),
      }),
      "Objects of others that must not exist; those in `objects` do not count.",
    ),
    network: z
      .boolean()
      .default(true)
      .describe("Whether the cluster must have its own cluster DNS and kube-proxy."),
  }),
  outputs,
  // A version of the program that registers the same objects in another order requires the same.
  sets: ["objects", "rules", "nodePorts", "pods", "absent"],
}));
