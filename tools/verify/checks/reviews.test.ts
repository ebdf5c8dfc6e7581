import { starsOf } from "./reviews";

const answer = (...ratings: object[]) =>
  JSON.stringify({
    id: "0",
    podname: "reviews-x",
    reviews: ratings.map((each) => ({ text: "good", ...each })),
  });
const rating = (color: string, stars = 4) => ({ rating: { stars, color } });

test.each([
  ["no stars", answer({}, {})],
  ["black stars", answer(rating("black", 5), rating("black"))],
  ["red stars", answer(rating("red", 5), rating("red"))],
])("recognises %s", (stars, text) => expect(starsOf(text)).toBe(stars));

test.each<[string, string, RegExp]>([
  ["failed ratings", answer({ rating: { error: "Ratings service is unavailable" } }), /no ratings: Ratings/],
  ["two colours at once", answer(rating("black"), rating("red")), /no version shows: black, red/],
  ["another colour", answer(rating("blue")), /no version shows: blue/],
  ["some with stars", answer(rating("black"), {}), /no version shows: black, no/],
  ["no reviews", answer(), /found no reviews in/],
  ["an error", '{"error":"Sorry, product reviews are unavailable"}', /found no reviews in/],
  ["a page", `<html>${"x".repeat(200)}`, /found "<html>x{74}…"; expected reviews/],
])("reports %s", (_, text, message) => expect(() => starsOf(text)).toThrow(message));
