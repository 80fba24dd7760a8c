/** The APIs of a report, each at its target, with their anchors on the page. */
import type { ApiReport, ConformanceReport, FindingReport, RequirementReport } from '../../generated/conformance.ts';

/** One API at one target. */
export interface Subject {
  readonly api: ApiReport;
  /** Unique on the page: the API's id, with a number if the API occurs more than once. */
  readonly key: string;
  /** The title, with the target if the API occurs more than once. */
  readonly name: string;
}

/** The APIs of a report, each with its own key. */
export function subjectsOf(report: ConformanceReport): Subject[] {
  const seen = new Map<string, number>();
  return report.apis.map((api) => {
    const number = (seen.get(api.id) ?? 0) + 1;
    seen.set(api.id, number);
    const several = report.apis.filter(({ id }) => id === api.id).length > 1;
    return {
      api,
      key: number === 1 ? api.id : `${api.id}@${number}`,
      name: several ? `${api.title} at ${targetName(api.target)}` : api.title,
    };
  });
}

/** The findings of all APIs. */
export function findingsOf(
  subjects: readonly Subject[],
): { readonly subject: Subject; readonly finding: FindingReport }[] {
  return subjects.flatMap((subject) => subject.api.findings.map((finding) => ({ subject, finding })));
}

/** The name of a target for people. */
export function targetName(target: string): string {
  return target === 'embedded' ? 'the embedded reference target' : target;
}

/** The id of an API's section. */
export function apiAnchor({ key }: Subject): string {
  return anchor(`api/${key}`);
}

/** The id of a requirement's row. */
export function requirementAnchor({ key, api }: Subject, id: string): string {
  return anchor(`requirement/${key === api.id ? id : `${key}/${id}`}`);
}

/** The id of a finding's article. */
export function findingAnchor({ key, api }: Subject, { id }: FindingReport): string {
  return anchor(`finding/${key === api.id ? id : `${key}/${id}`}`);
}

/** A link to a place on this page; any id remains a fragment. */
export function linkTo(id: string): string {
  return `#${encodeURIComponent(id).replaceAll('%2F', '/').replaceAll('%40', '@')}`;
}

/** The requirements that a finding violates, the one in its title first. */
export function requirementsOf({ api }: Subject, finding: FindingReport): RequirementReport[] {
  return finding.requirements.flatMap((id) => api.requirements.filter((each) => each.id === id));
}

/** An id in HTML must not contain white space. */
function anchor(text: string): string {
  return text.replace(/\s/g, '_');
}
