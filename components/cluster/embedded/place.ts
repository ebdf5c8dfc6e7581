import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { packageRoot } from "../../../lib/packageRoot";
import { type Directory, GoBinary, Ports } from "../../../runtime/providers/machine/sdk";
import { dataDirectory, projectRoot } from "../dataDirectory";
import { BINARY_MODULE, type EmbeddedClusterSettings } from "./config";

/** The address that the API server and the NodePorts listen on. */
export const ADDRESS = "127.0.0.1";
/** The program of the cluster's processes. */
export const BINARY = "meshstack-kubernetes";
/** How the program is built, apart from the folder of its module, whose main package it is. */
export const BINARY_BUILD = { name: BINARY, ldflagsFile: "ldflags.txt" } as const;

/** The cluster's program, folder and port on this machine. */
export interface Place {
  binary: GoBinary;
  directory: Directory;
  port: pulumi.Output<number>;
  /** The URL of the API server. */
  server: pulumi.Output<string>;
}

/** Builds the program, and creates the folder and chooses the port. */
export function createPlace(
  name: string,
  config: EmbeddedClusterSettings,
  opts: pulumi.CustomResourceOptions,
): Place {
  const { sourceDirectory = binaryModule() } = config;
  const binary = new GoBinary(`${name}-binary`, { directory: sourceDirectory, ...BINARY_BUILD }, opts);
  const directory = dataDirectory(name, config.dataDirectory, opts);
  const given = config.apiPort === undefined ? {} : { given: { api: config.apiPort } };
  const { ports } = new Ports(`${name}-ports`, { names: ["api"], address: ADDRESS, ...given }, opts);
  const port = ports.apply(({ api }) => api!);
  return { binary, directory, port, server: pulumi.interpolate`https://${ADDRESS}:${port}` };
}

/** The folder of the binary's Go module, relative to the project where possible: a state must not depend on the machine. */
function binaryModule(): string {
  const project = projectRoot();
  if (existsSync(join(project, BINARY_MODULE))) return BINARY_MODULE;
  const installed = join(packageRoot(), BINARY_MODULE);
  const path = relative(project, installed);
  return path.startsWith("..") ? installed : path;
}

/** A path in the cluster's folder. */
export const below = ({ path }: Directory, name: string): pulumi.Output<string> =>
  pulumi.interpolate`${path}/${name}`;
