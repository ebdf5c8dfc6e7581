import { refused } from "../../../lib/clients/docker/apiError";
import { familiarRepository, parseImageName } from "../../../lib/imageName";
import { required, setOfTexts, text, type Fields, type InputsOf } from "./fields/field";
import { inspectImage } from "./registry/pull";
import type { ResourceType } from "./resourceType";

/** The inputs of docker.Tag. Every change replaces it. */
const fields = {
  sourceImage: required(text),
  tagTriggers: setOfTexts,
  targetImage: required(text),
} satisfies Fields;

/** docker.Tag: an additional name of an image. As in the official plugin, a destroy keeps the name. */
export const tag: ResourceType<InputsOf<typeof fields>> = {
  token: "docker:index/tag:Tag",
  fields,
  computed: ["sourceImageId"],

  async create(context, { inputs: { sourceImage, targetImage } }) {
    const target = parseImageName(targetImage);
    const { Id: sourceImageId } = await context.daemon.run(async (client) => {
      const image = client.getImage(sourceImage);
      return image
        .tag({ repo: familiarRepository(target), tag: target.tag ?? "latest" })
        .then(() => image.inspect())
        .catch(refused(`the image ${sourceImage} cannot be tagged as ${targetImage}`));
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
    const live = await context.daemon.run((client) => inspectImage(client, target));
    return live && { id, inputs, outputs: { sourceImageId: live.Id } };
  },
};
