import type { PropertyMap } from "../../../protocol/values";
import { checkFields } from "../fields/checkFields";
import { checkContainer } from "./checkInputs";
import { createOptions } from "./createOptions";
import { containerFields, type ContainerInputs } from "./fields";
import { demultiplex } from "./logs";

const options = (inputs: Partial<ContainerInputs>) =>
  createOptions({ image: "i", name: "n", ...inputs }, "urn:u");

test("leaves unset inputs to the daemon", () => {
  expect(options({})).toEqual({
    name: "n",
    Image: "i",
    Labels: { "meshstack.urn": "urn:u" },
    HostConfig: { RestartPolicy: { Name: "no", MaximumRetryCount: 0 } },
  });
});

test.each<[string, Partial<ContainerInputs>, object]>([
  [
    "ports",
    { ports: [{ internal: 80 }, { internal: 53, external: 5353, ip: "127.0.0.1", protocol: "udp" }] },
    {
      ExposedPorts: { "80/tcp": {}, "53/udp": {} },
      HostConfig: {
        PortBindings: {
          "80/tcp": [{ HostIp: "0.0.0.0", HostPort: "" }],
          "53/udp": [{ HostIp: "127.0.0.1", HostPort: "5353" }],
        },
      },
    },
  ],
  [
    "volumes",
    {
      volumes: [
        { volumeName: "v", containerPath: "/v" },
        { hostPath: "/h", volumeName: "ignored", containerPath: "/b", readOnly: true, selinuxRelabel: "z" },
        { containerPath: "/anonymous" },
        { fromContainer: "other" },
      ],
    },
    {
      Volumes: { "/anonymous": {} },
      HostConfig: { Binds: ["v:/v:rw", "/h:/b:ro,z"], VolumesFrom: ["other"] },
    },
  ],
  [
    "mounts",
    {
      mounts: [
        { type: "bind", source: "/s", target: "/t", readOnly: true, bindOptions: { propagation: "rslave" } },
        { type: "volume", source: "v", target: "/v", volumeOptions: { noCopy: true, driverName: "local" } },
        { type: "tmpfs", target: "/f", tmpfsOptions: { sizeBytes: 7, mode: 0o700 } },
      ],
    },
    {
      HostConfig: {
        Mounts: [
          {
            Type: "bind",
            Source: "/s",
            Target: "/t",
            ReadOnly: true,
            BindOptions: { Propagation: "rslave" },
          },
          { Type: "volume", VolumeOptions: { NoCopy: true, DriverConfig: { Name: "local" } } },
          { Type: "tmpfs", Target: "/f", TmpfsOptions: { SizeBytes: 7, Mode: 0o700 } },
        ],
      },
    },
  ],
  [
    "networks",
    {
      networkMode: "bridge",
      networksAdvanced: [
        { name: "a", aliases: ["x"], ipv4Address: "10.0.0.2", driverOpts: ["k=v=w"] },
        { name: "b" },
      ],
    },
    {
      HostConfig: { NetworkMode: "a" },
      NetworkingConfig: {
        EndpointsConfig: {
          a: { Aliases: ["x"], IPAMConfig: { IPv4Address: "10.0.0.2" }, DriverOpts: { k: "v=w" } },
        },
      },
    },
  ],
  [
    "limits",
    { memory: 64, memoryReservation: 32, shmSize: 8, cpus: "1.5", cpuSet: "0-1", cpuShares: 7 },
    {
      HostConfig: {
        Memory: 64 * 2 ** 20,
        MemorySwap: 128 * 2 ** 20,
        MemoryReservation: 32 * 2 ** 20,
        ShmSize: 8 * 2 ** 20,
        NanoCpus: 1.5e9,
        CpusetCpus: "0-1",
        CpuShares: 7,
      },
    },
  ],
  ["swap without a limit", { memory: 64, memorySwap: -1 }, { HostConfig: { MemorySwap: -1 } }],
  [
    "a restart policy",
    { restart: "on-failure", maxRetryCount: 3 },
    { HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } } },
  ],
  [
    "a health check",
    {
      healthcheck: {
        tests: ["CMD", "x"],
        interval: "1m30s",
        timeout: "500ms",
        startPeriod: "0s",
        retries: 2,
      },
    },
    { Healthcheck: { Test: ["CMD", "x"], Interval: 90e9, Timeout: 5e8, StartPeriod: 0, Retries: 2 } },
  ],
  [
    "devices",
    {
      devices: [{ hostPath: "/dev/fuse" }],
      deviceRequests: [{ driver: "cdi", deviceIds: ["v/c=a"], capabilities: ["gpu"] }],
      deviceWriteBps: [{ path: "/dev/sda", rate: 9 }],
    },
    {
      HostConfig: {
        Devices: [{ PathOnHost: "/dev/fuse", PathInContainer: "/dev/fuse", CgroupPermissions: "rwm" }],
        DeviceRequests: [{ Driver: "cdi", DeviceIDs: ["v/c=a"], Capabilities: [["gpu"]] }],
        BlkioDeviceWriteBps: [{ Path: "/dev/sda", Rate: 9 }],
      },
    },
  ],
])("converts %s to the daemon's API", (_, inputs, expected) => {
  expect(options(inputs)).toMatchObject(expected);
});

test.each<[string, PropertyMap, string, RegExp]>([
  ["no image", { image: null }, "image", /is missing/],
  ["a misspelt input", { memroy: 64 }, "memroy", /did you mean memory\?/],
  ["a text for a number", { memory: "64" }, "memory", /is "64"; it must be a whole number, 0 or more/],
  [
    "an unknown policy",
    { restart: "never" },
    "restart",
    /must be one of no, on-failure, always, unless-stopped/,
  ],
  ["a port outside 1-65535", { ports: [{ internal: 70000 }] }, "ports[0].internal", /between 1 and 65535/],
  [
    "a duration without unit",
    { healthcheck: { interval: "30" } },
    "healthcheck.interval",
    /a duration such as 30s/,
  ],
  ["gpus", { gpus: "all" }, "gpus", /is not supported: name the devices by deviceRequests/],
  ["a label without a value", { labels: [{ label: "a" }] }, "labels[0].value", /is missing/],
  [
    "two contents",
    { uploads: [{ file: "/a", content: "", source: "b" }] },
    "uploads[0]",
    /has content and source; it must have one/,
  ],
  ["no content", { uploads: [{ file: "/a" }] }, "uploads[0]", /has none; it must have one of content/],
  ["a relative upload", { uploads: [{ file: "a", content: "" }] }, "uploads[0].file", /an absolute path/],
  [
    "an owner by name",
    { uploads: [{ file: "/a", content: "", owner: "me" }] },
    "uploads[0].owner",
    /the number of a user/,
  ],
  [
    "a volume without a path",
    { volumes: [{ volumeName: "v" }] },
    "volumes[0]",
    /either containerPath, or fromContainer/,
  ],
  [
    "the host's network with others",
    { networkMode: "host", networksAdvanced: [{ name: "a" }] },
    "networkMode",
    /cannot be combined/,
  ],
  [
    "retries without their policy",
    { maxRetryCount: 3, restart: "always" },
    "maxRetryCount",
    /requires restart: on-failure/,
  ],
  ["rm with a restart policy", { rm: true, restart: "always" }, "rm", /either removed or started/],
  ["logs without attach", { logs: true }, "logs", /requires attach: true/],
])("reports %s as one failure", (_, given, property, reason) => {
  const inputs: PropertyMap = { image: "i", name: "n", ...given };
  const failures = checkFields(inputs, containerFields);
  if (failures.length === 0) failures.push(...checkContainer(inputs as ContainerInputs));
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
});

test("merges a log's two streams and keeps the received part of a truncated frame", () => {
  const frame = (stream: number, text: string, length = Buffer.byteLength(text)) => {
    const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(length, 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const bytes = Buffer.concat([frame(1, "out ä\n"), frame(2, ""), frame(2, "err\n"), frame(1, "cut", 100)]);
  expect(demultiplex(bytes)).toBe("out ä\nerr\ncut");
  expect(demultiplex(Buffer.alloc(0))).toBe("");
});
