import type { Response } from "../http/messages";
import { answer } from "../http/router";
import { ratingsService } from "./ratings";

const service = () => {
  const { routes } = ratingsService();
  const call = async (method: string, id: number | string, body = ""): Promise<[number, unknown]> => {
    const request = { method, path: `/ratings/${id}`, headers: {}, body };
    const reply: Response = await answer(routes, request);
    return [reply.status, JSON.parse(reply.body)];
  };
  return {
    get: (id: number | string) => call("GET", id),
    post: (id: number | string, body: unknown) =>
      call("POST", id, typeof body === "string" ? body : JSON.stringify(body)),
  };
};

const standard = { Reviewer1: 5, Reviewer2: 4 };

test("a POST changes the ratings of its product only", async () => {
  const { get, post } = service();
  expect(await get(0)).toEqual([200, { id: 0, ratings: standard }]);
  expect(await post(0, { Reviewer1: 1 })).toEqual([200, { id: 0, ratings: { Reviewer1: 1 } }]);
  expect(await get(0)).toEqual([200, { id: 0, ratings: { Reviewer1: 1 } }]);
  expect(await get(1)).toEqual([200, { id: 1, ratings: standard }]);
});

test.each([["no JSON"], [[5]], [{ Reviewer1: "5" }], [{ Reviewer1: 6 }], [{ Reviewer1: 0.5 }], [null]])(
  "rejects an invalid rating and changes nothing: %j",
  async (body) => {
    const { get, post } = service();
    expect(await post(0, body)).toEqual([400, { error: expect.stringContaining("1 to 5 stars") as string }]);
    expect(await get(0)).toEqual([200, { id: 0, ratings: standard }]);
  },
);

test("rejects an id that is not a number", async () => {
  const { get, post } = service();
  expect([(await get("x"))[0], (await post("x", {}))[0]]).toEqual([400, 400]);
});

test("keeps a bounded number of products and drops the oldest", async () => {
  const { get, post } = service();
  for (let id = 0; id <= 1000; id++) await post(id, { Reviewer1: 1 });
  expect(await get(0)).toEqual([200, { id: 0, ratings: standard }]);
  expect(await get(1)).toEqual([200, { id: 1, ratings: { Reviewer1: 1 } }]);
});
