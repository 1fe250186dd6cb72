import type { Finding } from '../../model';

/** How many findings there are of each severity. */
export function countBySeverity(
  findings: ReadonlyArray<Finding>
): Record<Finding['severity'], number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) {
    counts[severity]++;
  }
  return counts;
}
