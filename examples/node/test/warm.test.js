import assert from "node:assert/strict";
import { test } from "node:test";

import { warm } from "../src/pot.js";

test("tea of 60 degrees is warm", () => {
  assert.equal(warm(60), true);
  assert.equal(warm(59), false);
});
