/** `npm run freeze`: writes the present set of requirements, from which no id may vanish any more. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dataFile } from '../core/installation.ts';
import { frozenSets, presentSet, setFile, vanishedFrom } from './requirement-sets.ts';

mkdirSync(dataFile('requirements/'), { recursive: true });
const present = await presentSet();
const vanished = frozenSets().flatMap(([version, frozen]) =>
  vanishedFrom(frozen, present).map((id) => `${id} of requirements/${version}.json`),
);
if (vanished.length > 0) {
  console.error(`These ids are there no more; add what they became to src/report/migrations.ts:`);
  for (const each of vanished) console.error(`  ${each}`);
  process.exitCode = 1;
} else {
  writeFileSync(setFile, `${JSON.stringify(present, undefined, 2)}\n`);
  const counts = Object.entries(present).map(([api, levels]) => `${api} ${Object.keys(levels).length}`);
  console.log(`Wrote the requirements of ${counts.join(', ')}.`);
}
