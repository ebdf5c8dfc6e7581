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

/** A message from a provider to the user. */
export interface Message {
  severity: string;
  message: string;
  ephemeral: boolean;
}

/** A configured provider and its resources in a test. */
export class TestProvider {
  private readonly created: TestResource[] = [];

  private constructor(
    readonly provider: ResourceProvider,
    readonly messages: Message[],
    private readonly root: string,
  ) {}

  /** @param root the base folder for relative paths */
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
    this.created.push(resource);
    return resource;
  }

  /** Destroys all created resources, newest first. */
  async destroy(): Promise<void> {
    for (const resource of this.created.reverse()) await resource.destroy();
    this.created.length = 0;
  }

  /** A create whose result never reaches the state; `resumed` for the create after it. */
  async create(type: TypeName, name: string, properties: PropertyMap, resumed = false): Promise<string> {
    const identity = { urn: urnOf(type, name), name, type: tokenOf(type) };
    const request = { ...identity, properties, timeout: 0, preview: false, resumed };
    return (await this.provider.create(request)).id;
  }
}

/** The URN that the test harness assigns. */
const urnOf = (type: TypeName, name: string): string => `urn:pulumi:test::test::${tokenOf(type)}::${name}`;
