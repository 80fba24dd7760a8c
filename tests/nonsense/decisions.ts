/** Prints everything that is decided about some faults, as JSON, and one sentence to show which words were read. */
import { faultWith } from '../../src/proof/work.ts';
import { baselineOf } from '../../src/proof/baseline.ts';
import { prove } from '../../src/proof/prove.ts';
import { tryScripts } from '../../src/proof/scripts.ts';
import { buildReport } from '../../src/report/document.ts';
import type { Api } from '../../reference/create.ts';
import { reasonText } from '../../src/words/reasons.ts';

const facts = { startedAt: new Date(0), duration: 0, failOn: 'implied', incomplete: undefined, problems: [] } as const;

const decisions = [];
for (const id of process.argv.slice(2)) {
  const fault = await faultWith(id);
  if (fault === undefined) throw new Error(`there is no fault ${id}`);
  const { results } = await prove(fault, undefined);
  const { suite } = await baselineOf(fault.api as Api, fault.kind === 'form' ? fault.variant : undefined);
  const { conforms, apis } = buildReport([{ suite, target: 'embedded', results }], facts);
  const { findings, problems } = await tryScripts(fault);
  decisions.push({
    fault: id,
    conforms,
    findings: apis[0]?.findings.map((each) => [each.id, each.level, each.gating, each.requirements, each.occurrences]),
    verdicts: apis[0]?.requirements.map((each) => [each.id, each.verdict, each.reasonCode, each.settings]),
    scripts: [findings, problems.length],
  });
}
console.log(JSON.stringify({ sentence: reasonText({ code: 'loopback' }), decisions }));
