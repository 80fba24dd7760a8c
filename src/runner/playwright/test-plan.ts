/** The tests of a run, derived once and read from a file by every process. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Case } from '../../plan/model.ts';
import type { Suite } from '../../plan/suite-of.ts';
import { tagsOf } from '../../plan/tags.ts';
import { writeWhole } from '../../settings/write-whole.ts';

/** One test: the fields of its case that the runner shows. */
export interface PlannedTest {
  /** The id of its case. */
  readonly id: string;
  readonly flow: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly annotations: readonly { readonly type: string; readonly description: string }[];
}

/** The tests of one flow of an API. */
export interface TestGroup {
  readonly title: string;
  readonly flow: string;
  readonly tests: readonly PlannedTest[];
}

/** The tests of some suites, grouped as they are shown. */
export function planTests(suites: readonly Suite[]): TestGroup[] {
  return suites.flatMap(({ contract, cases, requirements }) =>
    [...new Set(cases.map(({ flow }) => flow))].map((flow) => {
      const operation = contract.operations.find((each) => each.flow === flow);
      return {
        title: `${contract.id} ${flow}: ${operation?.method ?? ''} ${operation?.path ?? ''}`,
        flow,
        tests: cases.filter((each) => each.flow === flow).map((each) => planTest(each, requirements)),
      };
    }),
  );
}

function planTest(each: Case, known: Suite['requirements']): PlannedTest {
  const { id, flow, title, checks } = each;
  const judged = new Set(checks.map(({ requirement }) => requirement));
  const requirements = [...judged].flatMap((requirement) => known.get(requirement) ?? []);
  return {
    id,
    flow,
    title,
    tags: tagsOf(each, known),
    annotations: requirements.flatMap((requirement) => [
      { type: 'requirement', description: requirement.id },
      ...(requirement.source === undefined ? [] : [{ type: 'source', description: requirement.source }]),
    ]),
  };
}

/** Writes the tests where this user's processes can read them until this one ends. @returns the file */
export function writeTests(groups: readonly TestGroup[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'conformance-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'tests.json');
  writeWhole(file, JSON.stringify(groups), 0o600);
  return file;
}

/** Reads the file of `writeTests`. */
export function readTests(file: string): TestGroup[] {
  return JSON.parse(readFileSync(file, 'utf8')) as TestGroup[];
}
