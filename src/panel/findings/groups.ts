import type { Finding } from '../../model';

export type Severity = Finding['severity'];

export const SEVERITIES: ReadonlyArray<Severity> = ['error', 'warning', 'info'];

/** Findings about one module, or about one file that is no module. */
export interface IFindingGroup {
  /** Dotted name of the module, else the path of the file. */
  readonly name: string;
  readonly findings: ReadonlyArray<Finding>;
}

/**
 * The findings that are asked for, by module, those with the gravest first.
 *
 * @param moduleAt - name of the module that a file holds, or null
 * @param shown - the severities that are asked for
 * @param words - words all of which must be found in a finding, in any case
 */
export function groupFindings(
  findings: ReadonlyArray<Finding>,
  moduleAt: (path: string) => string | null,
  shown: ReadonlySet<Severity>,
  words: string
): IFindingGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const name = moduleAt(finding.path) ?? finding.path;
    const text = [
      finding.code,
      finding.slug,
      finding.message,
      finding.path,
      name,
      finding.table ?? ''
    ]
      .join(' ')
      .toLowerCase();
    if (
      shown.has(finding.severity) &&
      wanted.every(word => text.includes(word))
    ) {
      const group = groups.get(name);
      if (group) {
        group.push(finding);
      } else {
        groups.set(name, [finding]);
      }
    }
  }
  return [...groups]
    .map(([name, items]) => ({
      name,
      findings: [...items].sort((a, b) => a.line - b.line || rank(a) - rank(b))
    }))
    .sort(
      (a, b) =>
        gravest(a.findings) - gravest(b.findings) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
    );
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}

function gravest(findings: ReadonlyArray<Finding>): number {
  return Math.min(...findings.map(rank));
}

/** What identifies a finding in one state of the project. */
export function findingKey(finding: Finding): string {
  const { code, path, line, column, message } = finding;
  return `${code} ${path}:${line}:${column} ${message}`;
}

/**
 * The finding that was selected, in the state after a change: its lines may have moved.
 */
export function stillThere(
  findings: ReadonlyArray<Finding>,
  selected: Finding | null
): Finding | null {
  if (!selected) {
    return null;
  }
  const same = findings.filter(
    ({ code, path, message }) =>
      code === selected.code &&
      path === selected.path &&
      message === selected.message
  );
  return (
    same.sort(
      (a, b) =>
        Math.abs(a.line - selected.line) - Math.abs(b.line - selected.line)
    )[0] ?? null
  );
}
