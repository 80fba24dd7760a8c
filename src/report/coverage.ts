/** The part of a document's promises that a run tested, and the settings that would let it test more. */
import { grouped } from '../core/grouped.ts';
import type { Coverage, RequirementReport } from '../generated/conformance.ts';
import { untestedText } from '../words/results.ts';

/** The coverage of an API. @param all its requirements, also those that were not selected */
export function coverageOf(requirements: readonly RequirementReport[], all: number): Coverage {
  const open = requirements.filter(({ verdict }) => verdict === 'not-testable');
  return {
    tested: requirements.filter(({ verdict }) => ['passed', 'failed', 'warned'].includes(verdict)).length,
    of: all,
    more: together(open.flatMap((each) => remedyOf(each) ?? []).map((settings) => ({ settings, requirements: 1 }))),
  };
}

/** The coverage of several APIs. */
export function totalCoverage(all: readonly Coverage[]): Coverage {
  return {
    tested: all.reduce((sum, { tested }) => sum + tested, 0),
    of: all.reduce((sum, each) => sum + each.of, 0),
    more: together(all.flatMap((each) => each.more)),
  };
}

/** The requirements of each remedy, the most first. */
function together(all: Coverage['more']): Coverage['more'] {
  return [...grouped(all, ({ settings }) => settings)]
    .map(([settings, own]) => ({ settings, requirements: own.reduce((sum, each) => sum + each.requirements, 0) }))
    .sort((a, b) => b.requirements - a.requirements);
}

/** The problem of a coverage below the one that a gate asks for; undefined for any other. */
export function tooLittle({ tested, of }: Coverage, minTested: number | undefined): string[] {
  return minTested === undefined || tested * 100 >= minTested * of ? [] : [untestedText(tested, of, minTested)];
}

/** Permission to register helps where a second account does, too. */
const permission = 'TARGET_ALLOW_REGISTER';

/** The settings that would make a requirement testable, as people write them. */
function remedyOf({ settings, reasonCode = '' }: RequirementReport): string | undefined {
  if (settings === undefined) return undefined;
  if (settings.includes(permission)) return `${permission}=1`;
  return settings.join(alternatives.has(reasonCode) ? ' or ' : ' and ');
}

/** Reasons of which one setting is enough. */
const alternatives = new Set(['invalid-value-is-configured', 'no-email-identity', 'password-too-short']);
