import { isNotFound, refusal, statusOf } from "../../../../lib/clients/docker/apiError";
import { required, setOfTexts, text, type Fields } from "../fields/field";
import { familiarRepository, parseImageName } from "../../../../lib/imageName";
import type { ResourceType } from "../resourceType";

/** The inputs of docker.Tag. Every change replaces it. */
const fields: Fields = {
  sourceImage: required(text),
  tagTriggers: setOfTexts,
  targetImage: required(text),
};

/** docker.Tag: an additional name of an image. As in the official plugin, a destroy keeps the name. */
export const tag: ResourceType = {
  token: "docker:index/tag:Tag",
  fields,
  computed: ["sourceImageId"],
  autoName: false,
  deleteFirst: () => false,

  async create(context, { inputs }) {
    const { sourceImage, targetImage } = inputs as Record<string, string>;
    const target = parseImageName(targetImage!);
    const sourceImageId = await context.daemon().run(async (client) => {
      try {
        await client
          .getImage(sourceImage!)
          .tag({ repo: familiarRepository(target), tag: target.tag ?? "latest" });
        return (await client.getImage(sourceImage!).inspect()).Id;
      } catch (error) {
        if (statusOf(error) === undefined) throw error;
        throw refusal(`the image ${sourceImage} cannot be tagged as ${targetImage}`, error);
      }
    });
    return { id: `${sourceImage}.${targetImage}`, properties: { sourceImageId } };
  },

  async read(context, { id, inputs, properties }) {
    const target = inputs.targetImage ?? properties.targetImage;
    if (typeof target !== "string") {
      throw new Error(
        `docker.Tag: found only the id ${id}; expected sourceImage and targetImage. A tag cannot be read by its id.`,
      );
    }
    const sourceImageId = await context.daemon().run(async (client) => {
      try {
        return (await client.getImage(target).inspect()).Id;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    });
    if (sourceImageId === undefined) return undefined;
    return { id, inputs, outputs: { sourceImageId } };
  },

  async update() {
    throw new Error("a tag is replaced by every change");
  },

  async delete() {},
};
