import { createTypedProvider } from "../framework/createProvider";
import { machineTypes } from "../machine/types";
import { rancherTypes } from "../rancher/types";
import { version } from "./package.json";

/** Every resource type of the plugin, by token. */
export const types = { ...machineTypes, ...rancherTypes };

/**
 * The plugin `local`: the resource types of the packages `machine` and `rancher` under one Pulumi package. Stacks keep the
 * package's name in every type token and in `pulumi:providers:local`, and `destroy` or `refresh` of a state loads the
 * plugin by it. So the name stays, although the code is two packages.
 */
export const createProvider = createTypedProvider("local", version, types);
