import { createProvider } from "../../runtime/providers/docker/provider";
import { TestResource } from "../support/testResource";
import type { ResourceProvider } from "../../runtime/protocol/provider";
import type { PropertyMap } from "../../runtime/protocol/values";

const TOKENS = {
  Container: "docker:index/container:Container",
  Image: "docker:index/image:Image",
  Network: "docker:index/network:Network",
  RemoteImage: "docker:index/remoteImage:RemoteImage",
  Tag: "docker:index/tag:Tag",
  Volume: "docker:index/volume:Volume",
} as const;
export type TypeName = keyof typeof TOKENS;

export const tokenOf = (type: TypeName): string => TOKENS[type];

/** What a provider has said to its user. */
export interface Message {
  severity: string;
  message: string;
  ephemeral: boolean;
}

/** A configured provider, and the resources that a test makes with it. */
export class TestProvider {
  private readonly made: TestResource[] = [];

  private constructor(
    readonly provider: ResourceProvider,
    readonly messages: Message[],
    private readonly root: string,
  ) {}

  /** @param root what relative paths are relative to */
  static async of(args: PropertyMap, root = process.cwd()): Promise<TestProvider> {
    const messages: Message[] = [];
    const provider = createProvider({
      rootDirectory: root,
      log: (severity, message, { ephemeral = false } = {}) => messages.push({ severity, message, ephemeral }),
    });
    await provider.configure({ args });
    return new TestProvider(provider, messages, root);
  }

  resource(type: TypeName, name: string): TestResource {
    const resource = new TestResource(tokenOf(type), this.root, name, this.provider);
    this.made.push(resource);
    return resource;
  }

  /** Destroys all that was made, the newest first. */
  async destroy(): Promise<void> {
    for (const resource of this.made.reverse()) await resource.destroy();
    this.made.length = 0;
  }

  /** A create whose state never comes to disk; `resumed` for one that follows such a one. */
  async create(type: TypeName, name: string, properties: PropertyMap, resumed = false): Promise<string> {
    const identity = { urn: urnOf(type, name), name, type: tokenOf(type) };
    const request = { ...identity, properties, timeout: 0, preview: false, resumed };
    return (await this.provider.create(request)).id;
  }
}

/** As the test harness names its resources. */
const urnOf = (type: TypeName, name: string): string => `urn:pulumi:test::test::${tokenOf(type)}::${name}`;
