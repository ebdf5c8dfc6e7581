import fc from "fast-check";
import { dnsServiceAddress, firstServiceAddress } from "./addresses";
import { stateHome } from "../../lib/paths";
import { stackFolder } from "../../lib/paths";

test.each([
  ["10.96.0.0/12", "10.96.0.1"],
  ["10.96.0.0/16", "10.96.0.1"],
  ["192.168.77.128/25", "192.168.77.129"],
  ["10.0.0.77/24", "10.0.0.1"],
  ["0.0.0.0/0", "0.0.0.1"],
  ["255.255.255.252/30", "255.255.255.253"],
])("the first address of %s is %s", (cidr, address) => {
  expect(firstServiceAddress(cidr)).toBe(address);
});

test.each(["10.96.0.0", "10.96.0/16", "10.96.0.256/16", "10.96.0.0/31", "fd00::/108"])(
  "rejects %s",
  (cidr) => {
    expect(() => firstServiceAddress(cidr)).toThrow(/expected a range of IPv4 addresses/);
  },
);

test("cluster DNS has the tenth address of the range", () => {
  expect(dnsServiceAddress("10.96.0.0/16")).toBe("10.96.0.10");
  expect(dnsServiceAddress("192.168.77.16/28")).toBe("192.168.77.26");
  expect(() => dnsServiceAddress("10.0.0.0/29")).toThrow("expected a range with address number 10");
});

test("two checkouts or stacks never share a folder", () => {
  const name = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
  fc.assert(
    fc.property(name, name, name, name, (root, stack, otherRoot, otherStack) => {
      fc.pre(root !== otherRoot || stack !== otherStack);
      const folder = (r: string, s: string) => stackFolder("/state", `/src/${r}`, s);
      expect(folder(root, stack)).not.toBe(folder(otherRoot, otherStack));
    }),
  );
});

test("the state directory is $XDG_STATE_HOME, if that is an absolute path", () => {
  expect(stateHome({ XDG_STATE_HOME: "/s" }, "/home/me")).toBe("/s");
  expect(stateHome({ XDG_STATE_HOME: "relative" }, "/home/me")).toBe("/home/me/.local/state");
  expect(stateHome({}, "/home/me")).toBe("/home/me/.local/state");
});
