import { inspectedTables, publicPipeline } from '../pages/pipelines';
import { PanelPage } from '../pages/panel';
import { expect, test } from '../pages/test';

const FOLDER = publicPipeline('spyglass');

test.use({ projectFixture: FOLDER });

test('the tree of a large public pipeline lists exactly what inspect lists', async ({
  page,
  projectFolder
}) => {
  const expected = inspectedTables(projectFolder.absolute);
  expect(expected.length).toBeGreaterThan(250);
  const panel = new PanelPage(page);
  await panel.open(projectFolder.path);
  await panel.root.getByTitle('Open all modules').click();
  const shown = await panel.tableIds();
  // Parts stand below their masters, which the filter opens: it looks at tiers, too.
  await panel.filter.fill('part');
  await expect(panel.root.getByRole('status')).toContainText('match');
  (await panel.tableIds()).forEach(id => shown.add(id));
  expect([...shown].sort()).toEqual(expected);
  // Only the rows in view are in the document.
  expect(await panel.tree.getByRole('treeitem').count()).toBeLessThan(100);
});
