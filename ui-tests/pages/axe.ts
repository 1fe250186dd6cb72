import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Expects that axe finds nothing wrong in a part of the page, by WCAG 2.1 AA and its best practices.
 *
 * @param selector - the part; the whole of JupyterLab is not djlab's to judge
 */
export async function expectAccessible(
  page: Page,
  selector: string
): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    .analyze();
  expect(
    violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n  ${nodes
          .slice(0, 5)
          .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
          .join('\n  ')}`
    )
  ).toEqual([]);
}
