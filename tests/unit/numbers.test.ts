/** Numbers that the documentation gives are those of the project. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { apis } from '../../reference/create.ts';
import { brokenBy, readGolden } from '../../src/proof/golden.ts';

for (const [file, said] of [
  ['README.md', /more than ([\d,]+) deliberate faults/],
  ['docs/proof.md', /in more than ([\d,]+) ways/],
] as const)
  test(`${file} gives the number of faults, in thousands`, () => {
    const count = apis.flatMap((api) =>
      [...readGolden(api).values()].filter((entry) => brokenBy(api, entry).length > 0),
    ).length;
    const given = Number(said.exec(readFileSync(file, 'utf8'))?.[1]?.replace(',', ''));
    assert.equal(given, Math.floor(count / 1000) * 1000, `${count} faults`);
  });
