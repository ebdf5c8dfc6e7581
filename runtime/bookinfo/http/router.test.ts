import fc from "fast-check";
import { json } from "./messages";
import { answer, productId, productRoute } from "./router";

const routes = [
  productRoute("GET", /^\/things\/([^/]*)$/, (id) => json(200, { id })),
  productRoute("POST", /^\/things\/([^/]*)$/, (id) => json(201, { id })),
];
const request = (method: string, path: string) => answer(routes, { method, path, headers: {}, body: "" });

test.each<[method: string, path: string, status: number]>([
  ["GET", "/things/7", 200],
  ["HEAD", "/things/7", 200],
  ["POST", "/things/7", 201],
  ["DELETE", "/things/7", 405],
  ["GET", "/things/", 400],
  ["GET", "/things/seven", 400],
  ["GET", "/things/7/more", 404],
  ["GET", "", 404],
  ["OPTIONS", "*", 404],
])("%s %s is answered with %d", async (method, path, status) => {
  expect(await request(method, path)).toMatchObject({ status });
});

test("405 lists the allowed methods", async () => {
  expect((await request("DELETE", "/things/7")).headers).toMatchObject({ allow: "GET, POST" });
});

test("only whole numbers of 32 bits are ids", () => {
  fc.assert(fc.property(fc.nat(2 ** 31 - 1), (id) => productId(String(id)) === id));
  fc.assert(fc.property(fc.string(), (text) => /^\d+$/.test(text) || productId(text) === undefined));
  expect([productId("2147483648"), productId("99999999999"), productId(undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
