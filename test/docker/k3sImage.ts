import type Dockerode from "dockerode";
import { k3s } from "../../runtime/images/descriptions";
import { loadImage } from "./loadImage";

/** Loads k3s's stand-in into an engine. @returns its name */
export const loadK3s = (client: Dockerode): Promise<string> => loadImage(client, k3s);
