import type Dockerode from "dockerode";
import { imageDescription } from "../../runtime/images/description";
import description from "../support/k3s/image.json";
import { loadImage } from "./loadImage";

/** Loads the fake of k3s into a Docker daemon; builds its image unless it is cached. @returns the image's name */
export const loadK3s = (client: Dockerode): Promise<string> =>
  loadImage(client, imageDescription.parse(description));
