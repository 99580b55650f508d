// Who stands in line for an upload: no more than may are on their way, and who left is not called.
import assert from "node:assert/strict";
import { test } from "node:test";
import { turns } from "../../static/src/js/upload-turns.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the next begins when one leaves, and who is called twice begins once", async () => {
  const line = turns(2);
  const begun = [];
  const stand = (who) => line.has(who) || line.take(who).then(() => begun.push(who));
  for (const who of ["a", "a", "b", "c", "d", "e", "c"]) stand(who);
  await settled();
  assert.deepEqual(begun, ["a", "b"]);
  line.leave("c"); // waits still
  line.leave("b");
  await settled();
  assert.deepEqual(begun, ["a", "b", "d"]);
  stand("b"); // again, behind those who wait
  line.leave("a");
  line.leave("d");
  await settled();
  assert.deepEqual(begun, ["a", "b", "d", "e", "b"]);
});
